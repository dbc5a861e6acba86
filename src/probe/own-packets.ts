/**
 * The packets of the probe itself, recorded by tcpdump where that is allowed: they show who sent what, which an error code
 * does not. `--immediate-mode -U`: without it the last packets, often the reset, would still be in a buffer at the end. The
 * snapshot length matters, too: in immediate mode every packet takes a slot of it in the kernel’s ring.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { Diagnoser } from '../core/diagnose/diagnoser.ts';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import { type ClosingMarker, openMarker } from './closing-marker.ts';
import { waitFor } from './deadline.ts';
import { diagnoseAlone } from './diagnose-alone.ts';
import { isLoopbackEcho, PcapRecords } from './pcap-records.ts';

/** What to record. */
export interface PacketsPlan {
  /** Ports of the servers; empty for all. */
  readonly ports: readonly number[];
  /** Their addresses; empty where they are not known: then connections of others to such a port are recorded, too. */
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
  /** Tests give another program; default tcpdump. */
  readonly program?: readonly string[];
  /** How long it may take to begin, and to end: default 5 and 2. */
  readonly startSeconds?: number;
  readonly stopSeconds?: number;
}

/** A recording under way, or why there is none. */
export type OwnPackets =
  | { readonly recording: Recording }
  /** A sentence: what is missing, and what packets would tell. */
  | { readonly recording: undefined; readonly why: string };

/** What was recorded. */
export interface Recorded {
  /** A pcap file; of loopback packets, which are seen twice, once. */
  readonly bytes: Uint8Array;
  /** Every connection in it, also those that ended well; what several have in common may be the probe’s own doing. */
  readonly diagnoses: readonly Diagnosis[];
  /** Something that is missing in it, in a sentence. */
  readonly gap?: string;
}

const SNAPSHOT_BYTES = '2000';
const BYTES_MAX = 32 << 20;
const MARKER_EVERY_SECONDS = 0.05;
const COMPLAINTS_MAX = 8192;

const USE = 'packets would show who refused or reset, and whether an answer came at all';

/** Begins to record; resolves when packets are seen from then on. Never rejects. */
export async function recordOwnPackets(plan: PacketsPlan): Promise<OwnPackets> {
  const { program = ['tcpdump'], startSeconds = 5, stopSeconds = 2, signal } = plan;
  if (signal.aborted) return { recording: undefined, why: 'packets were not recorded: interrupted' };
  const marker = await openMarker();
  const filter = filterOf(plan, marker?.port);
  const [command = '', ...first] = program;
  const options = ['-i', 'any', '--immediate-mode', '-U', '-n', '-s', SNAPSHOT_BYTES, '-w', '-', filter];
  let recording: Recording;
  try {
    const child = spawn(command, [...first, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    recording = new Recording(child, marker, stopSeconds, signal);
  } catch (error) {
    // Without file descriptors it throws at once.
    marker?.close();
    return { recording: undefined, why: `packets were not recorded: ${(error as Error).message}; ${USE}` };
  }
  const waited = await waitFor(recording.ready, startSeconds, signal).catch((error: Error) => error.message);
  if (typeof waited !== 'string' && waited.why === 'done') return { recording };
  await recording.abandon();
  const why = typeof waited === 'string' ? waited : waited.why === 'timeout' ? 'tcpdump does not begin' : 'interrupted';
  return { recording: undefined, why: `packets were not recorded: ${why}; ${USE}` };
}

/** tcpdump’s filter (pcap-filter(7)): the connections, errors of ICMP, the marker. */
function filterOf({ ports, addresses }: PacketsPlan, markerPort: number | undefined): string {
  const hosts = addresses.map((address) => address.replace(/%.*$/, '')).filter((address) => isIP(address) !== 0);
  const either = (what: string, list: readonly (string | number)[]): string =>
    `(${list.map((entry) => `${what} ${entry}`).join(' or ')})`;
  const terms = [['port', ports] as const, ['host', hosts] as const].filter(([, list]) => list.length > 0);
  const tcp = ['tcp', ...terms.map(([what, list]) => either(what, list))].join(' and ');
  // Destination unreachable, source quench, redirect, time exceeded, parameter problem; of ICMPv6 all errors.
  const icmp = '(icmp and (icmp[0] = 3 or icmp[0] = 4 or icmp[0] = 5 or icmp[0] = 11 or icmp[0] = 12))';
  const marker = markerPort === undefined ? [] : [`(udp and host 127.0.0.1 and port ${markerPort})`];
  return [`(${tcp})`, icmp, '(icmp6 and ip6[40] < 128)', ...marker].join(' or ');
}

/** tcpdump at work. */
export class Recording {
  /** Resolves when it records; rejects with the reason where it will not. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #marker: ClosingMarker | undefined;
  readonly #stopSeconds: number;
  readonly #closed: Promise<void>;
  readonly #kept: Buffer[] = [];
  readonly #diagnoses: Diagnosis[] = [];
  readonly #diagnoser: Diagnoser;
  readonly #records: PcapRecords;
  #keptBytes = 0;
  #complaints = '';
  #isMarked: () => void = () => {};
  readonly #marked: Promise<void>;
  #gap: string | undefined;

  constructor(
    child: ChildProcessByStdio<null, Readable, Readable>,
    marker: ClosingMarker | undefined,
    stopSeconds: number,
    signal: AbortSignal,
  ) {
    this.#child = child;
    this.#marker = marker;
    this.#stopSeconds = stopSeconds;
    this.#diagnoser = new Diagnoser({ all: true, onDiagnosis: (diagnosis) => this.#diagnoses.push(diagnosis) });
    this.#records = new PcapRecords(
      (bytes) => this.#keep(bytes),
      (packet, linkType) => this.#isWanted(packet, linkType),
    );
    this.#marked = new Promise((resolve) => {
      this.#isMarked = resolve;
    });
    const kill = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    process.once('exit', kill);
    const release = (): void => {
      signal.removeEventListener('abort', kill);
      process.removeListener('exit', kill);
      marker?.close();
    };
    child.stdout.on('data', (piece: Buffer) => this.#records.push(piece));
    let failure: Error | undefined;
    this.#closed = new Promise((resolve) => {
      child.once('close', () => resolve());
      // Where it could not be started, nothing is closed.
      child.on('error', (error) => {
        failure ??= error;
        resolve();
      });
    });
    this.ready = new Promise((resolve, reject) => {
      child.stderr.on('data', (piece: Buffer) => {
        this.#complaints = `${this.#complaints}${piece.toString()}`.slice(-COMPLAINTS_MAX);
        if (this.#complaints.includes('listening on')) resolve();
      });
      void this.#closed.then(() => reject(new Error(reasonOf(failure, this.#complaints))));
    });
    this.ready.catch(() => {});
    void this.#closed.then(release);
  }

  /** Waits until everything sent and received so far is recorded, at most so long as was planned, and ends tcpdump. */
  async stop(): Promise<Recorded> {
    const isComplete = await this.#waitForMarker();
    this.#child.kill('SIGINT');
    const waited = await waitFor(this.#closed, this.#stopSeconds, new AbortController().signal);
    if (waited.why !== 'done') await this.abandon();
    const dropped = Number(/(\d+) packets? dropped by kernel/.exec(this.#complaints)?.[1] ?? 0);
    if (!isComplete) this.#gap ??= 'the last packets may be missing in the recording';
    if (this.#records.isBroken) this.#gap ??= 'tcpdump wrote something that is no pcap';
    if (dropped > 0) this.#gap ??= `the kernel dropped ${dropped} packets that should have been recorded`;
    this.#diagnoser.finish();
    return {
      bytes: Buffer.concat(this.#kept),
      diagnoses: this.#diagnoses,
      ...(this.#gap === undefined ? {} : { gap: this.#gap }),
    };
  }

  /** Ends tcpdump at once. */
  async abandon(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  /** Sends the marker until it is seen: the ring may be full, or lo slow. */
  async #waitForMarker(): Promise<boolean> {
    const marker = this.#marker;
    if (marker === undefined) return false;
    const over = new AbortController();
    void this.#closed.then(() => over.abort());
    for (let waitedSeconds = 0; waitedSeconds < this.#stopSeconds; waitedSeconds += MARKER_EVERY_SECONDS) {
      marker.send();
      const { why } = await waitFor(this.#marked, MARKER_EVERY_SECONDS, over.signal);
      if (why !== 'timeout') return why === 'done';
    }
    return false;
  }

  #isWanted(packet: Buffer, linkType: number): boolean {
    if (this.#marker?.isIn(packet) === true) {
      this.#isMarked();
      return false;
    }
    return !isLoopbackEcho(packet, linkType);
  }

  #keep(bytes: Buffer): void {
    if (this.#keptBytes + bytes.length > BYTES_MAX) {
      this.#gap ??= `more than ${BYTES_MAX >> 20} MiB came: the rest was not recorded`;
      return;
    }
    this.#keptBytes += bytes.length;
    this.#kept.push(bytes);
    this.#diagnoser.push(bytes);
  }
}

/** Why it did not begin. */
function reasonOf(failure: Error | undefined, complaints: string): string {
  const { code } = (failure ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no tcpdump here';
  if (failure !== undefined) return `tcpdump cannot be started (${code ?? failure.message})`;
  if (/permission|not permitted|privilege/i.test(complaints)) {
    return 'this user may not capture (root may, and whoever runs a tcpdump with CAP_NET_RAW)';
  }
  const last = complaints.trim().split('\n').at(-1) ?? '';
  return last === '' ? 'tcpdump ended by itself' : `tcpdump says “${last.slice(0, 200)}”`;
}

/** The two ends of a connection, as far as the probe knows them. */
export interface Ends {
  readonly client?: Endpoint;
  readonly server?: Endpoint;
  /** The own port from which a refused connect was done again, in a way that shows more; it stands for the first. */
  readonly againFrom?: number;
}

/**
 * The diagnosis of the probe’s connection, by its own packets alone. A connect that failed has no known port of this end: then
 * it is the only one to that server, as there may be others of other programs. `beside` shows how far that host is.
 */
export function diagnosisOf(
  { bytes, diagnoses, gap }: Recorded,
  { client, server, againFrom }: Ends,
  beside: readonly Diagnosis[] = [],
): Diagnosis | undefined {
  const found = client === undefined ? onlyTo(server, diagnoses, gap, againFrom) : diagnoses.findLast(has(client));
  if (found === undefined) return undefined;
  return diagnoseAlone(bytes, found.connection.client, found.connection.server, beside);
}

/** A port may be used again: the latest is meant. */
function has(end: Endpoint): (diagnosis: Diagnosis) => boolean {
  return ({ connection }) => isSame(connection.client, end) || isSame(connection.server, end);
}

function onlyTo(
  server: Endpoint | undefined,
  diagnoses: readonly Diagnosis[],
  gap: string | undefined,
  againFrom: number | undefined,
): Diagnosis | undefined {
  if (server === undefined || gap !== undefined) return undefined;
  const isAgain = ({ connection }: Diagnosis): boolean => connection.client.port === againFrom;
  const all = diagnoses.filter(({ connection }) => isSame(connection.server, server));
  const [first, ...others] = all.filter((diagnosis) => !isAgain(diagnosis));
  if (others.length > 0) return undefined;
  // It may have ended in another way.
  const again = all.find((diagnosis) => isAgain(diagnosis) && diagnosis.ending.how === first?.ending.how);
  return again ?? first;
}

function isSame(end: Endpoint, wanted: Endpoint): boolean {
  return end.port === wanted.port && end.address === wanted.address.replace(/%.*$/, '');
}
