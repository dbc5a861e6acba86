/** Logs and accounts of kernels from files and standard input, also compressed with gzip, line by line. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Witnesses, type WitnessText } from '../core/diagnose/witnesses.ts';
import { nameInput, openInput, STANDARD_INPUT, toFileError } from './open-input.ts';

/** What was read of some texts. */
export interface WitnessFiles {
  readonly witnesses: Witnesses;
  /** In the order of the paths. */
  readonly texts: readonly WitnessText[];
}

/** The first bytes of gzip (RFC 1952 §2.3.1). */
const GZIP = [0x1f, 0x8b] as const;

/** Reads files ("-" is standard input); throws a WhyclosedError where one cannot be read. Aborting ends it with what was read. */
export async function readWitnesses(paths: readonly string[], signal?: AbortSignal): Promise<WitnessFiles> {
  const witnesses = new Witnesses();
  const texts: WitnessText[] = [];
  const names = shortNames(paths);
  for (const [index, path] of paths.entries()) {
    if (signal?.aborted === true) break;
    texts.push(await readText(path, names[index] ?? path, witnesses, signal));
  }
  return { witnesses, texts };
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
  name: string,
  witnesses: Witnesses,
  signal: AbortSignal | undefined,
): Promise<WitnessText> {
  const reader = witnesses.open(name);
  const { fd } = openInput(path);
  const source = createReadStream('', { fd, autoClose: path !== STANDARD_INPUT });
  const decoder = new TextDecoder();
  const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) reader.push(decoder.decode(chunk, { stream: true }));
  };
  try {
    const options = signal === undefined ? {} : { signal };
    if (await isGzip(source)) await pipeline(source, createGunzip(), take, options);
    else await pipeline(source, take, options);
  } catch (error) {
    if (signal?.aborted !== true) throw toFileError(error, nameInput(path));
  }
  reader.push(decoder.decode());
  return reader.end();
}

/** Looks at the first bytes and puts them back. */
async function isGzip(source: Readable): Promise<boolean> {
  if (source.readableLength === 0 && !source.readableEnded) {
    await new Promise<void>((resolve, reject) => {
      source.once('readable', resolve);
      source.once('end', resolve);
      source.once('error', reject);
    });
  }
  const head = source.read() as Buffer | null;
  if (head === null) return false;
  source.unshift(head);
  return head[0] === GZIP[0] && head[1] === GZIP[1];
}
