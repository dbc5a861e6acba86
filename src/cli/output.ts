/**
 * Writing to standard output and standard error: gathered into big pieces and written in one go, so that a million records
 * cost a few thousand system calls. A pipe that is full is waited for; a pipe whose reader has gone ends the program quietly.
 */
import { writeSync } from 'node:fs';

/** Where text goes. */
export interface Output {
  readonly isTerminal: boolean;
  /** Columns, where it is a terminal that tells. */
  readonly columns: number | undefined;
  /** Adds text; it is written when enough has gathered or `flush` is called. */
  readonly write: (text: string) => void;
  /** Writes what has gathered. */
  readonly flush: () => void;
}

/** The reader of a pipe has gone (`whyclosed … | head`): nothing more needs to be written. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

/** The output cannot be written: the disk is full, or something of that kind. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure';
}

/** Characters that are gathered before they are written. */
const CHUNK_CHARACTERS = 64 * 1024;

/** How long to wait for a full pipe before the next try. */
const RETRY_MS = 2;

/** An output on a file descriptor. */
export class FileOutput implements Output {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly #descriptor: number;
  #pending = '';

  constructor(descriptor: number, isTerminal: boolean, columns: number | undefined) {
    this.#descriptor = descriptor;
    this.isTerminal = isTerminal;
    this.columns = columns;
  }

  write(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= CHUNK_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#pending, 'utf8');
    this.#pending = '';
    for (let written = 0; written < bytes.length; ) written += this.#writeSome(bytes, written);
  }

  #writeSome(bytes: Buffer, start: number): number {
    try {
      return writeSync(this.#descriptor, bytes, start);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') throw new BrokenPipe('the reader has gone', { cause: error });
      if (code !== 'EAGAIN') throw new WriteFailure(`Cannot write the output: ${message}`, { cause: error });
      sleep(RETRY_MS);
      return 0;
    }
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
