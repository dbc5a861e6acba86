/**
 * A recording: what three vantage points captured, what the kernel and the logs said, and what really happened. On disk a
 * folder: client.pcap, router.pcap, server.pcap, kernel.txt, one NAME.log each, recording.json.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostName } from './addresses.ts';
import type { Truth } from './scenarios/_scenario.ts';
import type { Vantage } from './tap.ts';

export const VANTAGES: readonly Vantage[] = ['client', 'router', 'server'];

/** What recording.json says. */
export interface RecordingFacts {
  /** Id of the scenario. */
  readonly scenario: string;
  readonly version: 4 | 6;
  /** Release of the Linux kernel it was made on. */
  readonly kernel: string;
  /** Every address of each host. */
  readonly addresses: Readonly<Partial<Record<HostName, readonly string[]>>>;
  readonly truths: readonly Truth[];
  /** Which host wrote each log, by its name. */
  readonly logHosts: Readonly<Record<string, HostName>>;
}

/** A recording. */
export interface Recording {
  /** Id of the scenario, with `-ipv6` behind it where that is what it was recorded with. */
  readonly name: string;
  readonly facts: RecordingFacts;
  readonly captures: Readonly<Record<Vantage, Uint8Array>>;
  /** Lines of the kernel's account. */
  readonly kernel: readonly string[];
  readonly logs: ReadonlyMap<string, string>;
}

/** Writes a recording below `folder`, over the one of that name. */
export function writeRecording(folder: string, recording: Recording): void {
  const path = join(folder, recording.name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  for (const vantage of VANTAGES) writeFileSync(join(path, `${vantage}.pcap`), recording.captures[vantage]);
  writeFileSync(join(path, 'kernel.txt'), recording.kernel.map((line) => `${line}\n`).join(''));
  for (const [name, text] of recording.logs) writeFileSync(join(path, `${name}.log`), text);
  writeFileSync(join(path, 'recording.json'), `${JSON.stringify(recording.facts, undefined, 1)}\n`);
}

/** Names of the recordings below a folder. */
export function listRecordings(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(folder, entry.name)).includes('recording.json'))
    .map(({ name }) => name)
    .sort();
}

/** Reads a recording. */
export function readRecording(folder: string, name: string): Recording {
  const path = join(folder, name);
  const read = (file: string): string => readFileSync(join(path, file), 'utf8');
  const capture = (vantage: Vantage): Uint8Array => new Uint8Array(readFileSync(join(path, `${vantage}.pcap`)));
  const logs = readdirSync(path).filter((file) => file.endsWith('.log'));
  return {
    name,
    facts: JSON.parse(read('recording.json')) as RecordingFacts,
    captures: { client: capture('client'), router: capture('router'), server: capture('server') },
    kernel: read('kernel.txt')
      .split('\n')
      .filter((line) => line !== ''),
    logs: new Map(logs.map((file) => [file.slice(0, -'.log'.length), read(file)])),
  };
}
