/** Logs and accounts of kernels from files and standard input, also compressed with gzip, line by line. */
import { closeSync, createReadStream, type ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isCapture } from '../core/capture/_content.ts';
import { Witnesses, type WitnessReader, type WitnessText } from '../core/diagnose/witnesses.ts';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import { nameInput, type OpenInput, openInput, STANDARD_INPUT, toFileError } from './open-input.ts';

/** What was read of some texts. */
export interface WitnessFiles {
  readonly witnesses: Witnesses;
  /** In the order of the paths. */
  readonly texts: readonly WitnessText[];
}

/** How logs are read. */
export interface WitnessOptions {
  /** Ends the reading with what was read until then. */
  readonly signal?: AbortSignal;
  /** Called now and then: the file, as it was named, and the bytes read of all files, and there are in all where that is known. */
  readonly onProgress?: (progress: {
    readonly file: string;
    readonly bytes: number;
    readonly totalBytes?: number;
  }) => void;
}

/** The first bytes of gzip (RFC 1952 §2.3.1). */
const GZIP = [0x1f, 0x8b] as const;

/** Reads files ("-" is standard input); throws a WhyclosedError where one cannot be read. */
export async function readWitnesses(paths: readonly string[], options: WitnessOptions = {}): Promise<WitnessFiles> {
  const { signal, onProgress } = options;
  const witnesses = new Witnesses();
  const texts: WitnessText[] = [];
  const names = shortNames(paths);
  const inputs = openAll(paths);
  const total = inputs.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  let before = 0;
  for (const [index, { path, fd }] of inputs.entries()) {
    const source = createReadStream('', { fd, autoClose: path !== STANDARD_INPUT });
    if (signal?.aborted === true) {
      source.destroy();
      continue;
    }
    const reader = witnesses.open(names[index] ?? path);
    await readText(path, source, reader, signal, () => {
      const bytes = before + source.bytesRead;
      onProgress?.({ file: path, bytes, ...(total === undefined ? {} : { totalBytes: total }) });
    });
    before += source.bytesRead;
    texts.push(reader.end());
  }
  return { witnesses, texts };
}

/** What cannot be read is said before the reading begins. */
function openAll(paths: readonly string[]): (OpenInput & { readonly path: string })[] {
  const opened: (OpenInput & { readonly path: string })[] = [];
  try {
    for (const path of paths) opened.push({ path, ...openInput(path) });
    return opened;
  } catch (error) {
    for (const { path, fd } of opened) if (path !== STANDARD_INPUT) closeSync(fd);
    throw error;
  }
}

/** Names without folders, where that keeps them apart. */
function shortNames(paths: readonly string[]): string[] {
  const short = paths.map((path) =>
    path === STANDARD_INPUT ? nameInput(path) : path.replace(/^.*[/\\](?=[^/\\])/, ''),
  );
  return new Set(short).size === new Set(paths).size ? short : paths.map((path) => nameInput(path));
}

async function readText(
  path: string,
  source: ReadStream,
  reader: WitnessReader,
  signal: AbortSignal | undefined,
  onRead: () => void,
): Promise<void> {
  const decoder = new TextDecoder();
  const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      reader.push(decoder.decode(chunk, { stream: true }));
      onRead();
    }
  };
  try {
    const options = signal === undefined ? {} : { signal };
    const head = await peek(source);
    if (isCapture(head)) throw captureAsLog(path);
    if (head[0] === GZIP[0] && head[1] === GZIP[1]) await pipeline(source, createGunzip(), take, options);
    else await pipeline(source, take, options);
  } catch (error) {
    if (error instanceof WhyclosedError) throw error;
    if (signal?.aborted !== true) throw toFileError(error, nameInput(path));
  }
  reader.push(decoder.decode());
}

function captureAsLog(path: string): WhyclosedError {
  const hint = 'whyclosed read CLIENT --server FILE for the capture of the other end, --middle FILE for one between';
  return new WhyclosedError('read-failed', `Cannot read ${nameInput(path)} as a log: it is a capture`, { hint });
}

/** Looks at the first bytes and puts them back. */
async function peek(source: Readable): Promise<Uint8Array> {
  if (source.readableLength === 0 && !source.readableEnded) {
    await new Promise<void>((resolve, reject) => {
      source.once('readable', resolve);
      source.once('end', resolve);
      source.once('error', reject);
    });
  }
  const head = source.read() as Buffer | null;
  if (head === null) return new Uint8Array();
  source.unshift(head);
  return head;
}
