/** Opens what a user names as input: a file, a pipe, "-" for standard input; and says clearly what cannot be read. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

/** Without O_NONBLOCK (which Windows does not have), opening a named pipe would wait for its writer. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** An input that is open. */
export interface OpenInput {
  readonly fd: number;
  /** Bytes of a regular file; undefined for anything else, which can be read only once. */
  readonly size: number | undefined;
  /** A pipe or socket, whose bytes come when they come; a named pipe may have no writer yet. */
  readonly stream: 'none' | 'pipe' | 'named-pipe';
  /** Device and inode: whether it is still the same file when it is opened again. */
  readonly identity: string;
}

/** Who wants to know how far the reading of an input is. */
export interface SourceListener {
  /** Called after each read with the number of bytes. */
  readonly onRead: (byteCount: number) => void;
  /** Called once, at the end or when the reading is given up, with the number of packets read. */
  readonly onClose: (packets: number) => void;
}

/** How an input is called in messages. */
export function nameInput(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}

/** Opens an input; throws a WhyclosedError where that cannot be. */
export function openInput(path: string): OpenInput {
  const name = nameInput(path);
  let fd = -1;
  try {
    fd = path === STANDARD_INPUT ? 0 : openSync(path, OPEN_FLAGS);
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw Object.assign(new Error('Is a directory'), { code: 'EISDIR' });
    if (isatty(fd)) {
      const hint = 'Send a capture into it: tcpdump -w - | whyclosed read -';
      throw new WhyclosedError('input-is-terminal', `Cannot read ${name}: it is a terminal`, { hint });
    }
    return {
      fd,
      size: stat.isFile() ? stat.size : undefined,
      stream: !stat.isFIFO() && !stat.isSocket() ? 'none' : hasWriter(path) ? 'pipe' : 'named-pipe',
      identity: `${stat.dev}:${stat.ino}`,
    };
  } catch (error) {
    if (fd > 0) closeSync(fd);
    throw error instanceof WhyclosedError ? error : toFileError(error, name);
  }
}

/** A pipe of the shell, as in `read <(zcat a.gz)`, comes with its writer. */
function hasWriter(path: string): boolean {
  return path === STANDARD_INPUT || path.startsWith('/dev/') || path.startsWith('/proc/');
}

/** An error of node:fs as one that can be shown; errno names are POSIX's (errno.h). */
export function toFileError(error: unknown, name: string): WhyclosedError {
  const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cannot = `Cannot read ${name}`;
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new WhyclosedError('file-not-found', `${cannot}: there is no such file`, { cause: error });
    case 'EISDIR':
      return new WhyclosedError('is-a-directory', `${cannot}: it is a directory`, {
        hint: 'Name the capture files in it',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new WhyclosedError('permission-denied', `${cannot}: permission denied`, {
        hint: 'Captures made as root often belong to root: use sudo, or change their owner with chown',
        cause: error,
      });
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return new WhyclosedError('read-failed', `${cannot}: ${reason}`, { cause: error });
    }
  }
}
