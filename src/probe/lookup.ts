/**
 * getaddrinfo in a process of its own. The call cannot be given up, and Node does not end before it returns, ten seconds
 * and more where a resolver is silent: a process that only waits for it can be ended at any time.
 */
import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import type { Family } from './model.ts';

/** The addresses of a name, and how long the call itself took. */
export interface Lookup {
  readonly addresses: readonly string[];
  readonly seconds?: number;
}

/** Told of by a rejection, too: `seconds` of the error. */
export interface LookupError extends NodeJS.ErrnoException {
  seconds?: number;
}

/** Runs in the other process. */
const SCRIPT = `
const [, name, family] = process.argv;
const start = performance.now();
require('node:dns').lookup(name, { family: Number(family), all: true, verbatim: true }, (error, all) => {
  const seconds = (performance.now() - start) / 1000;
  const failure = error && { code: error.code, errno: error.errno, syscall: error.syscall, message: error.message };
  process.stdout.write(JSON.stringify({ seconds, error: failure, addresses: all && all.map(({ address }) => address) }));
});`;

/** Looks a name up, with the system's resolver. Rejects with its error; the signal ends it at once. */
export async function lookUpApart(name: string, family: Family, signal: AbortSignal): Promise<Lookup> {
  const answer = await ask(name, family, signal);
  // Where no process can be started there is the call itself.
  if (answer === undefined) return await lookUpHere(name, family);
  const { seconds, error, addresses } = answer;
  if (error !== null) throw Object.assign(new Error(error.message), error, { seconds });
  return { addresses: addresses ?? [], seconds };
}

interface Answer {
  readonly seconds: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly addresses?: readonly string[];
}

function ask(name: string, family: Family, signal: AbortSignal): Promise<Answer | undefined> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { signal, env, encoding: 'utf8', killSignal: 'SIGKILL', maxBuffer: 1 << 20 } as const;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['-e', SCRIPT, '--', name, String(family)], options, (failure, stdout) => {
      if (signal.aborted) reject(new Error('interrupted'));
      else if (failure !== null) resolve(undefined);
      else resolve(JSON.parse(stdout) as Answer);
    });
  });
}

async function lookUpHere(name: string, family: Family): Promise<Lookup> {
  return { addresses: (await lookup(name, { family, all: true, verbatim: true })).map(({ address }) => address) };
}
