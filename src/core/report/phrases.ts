/** How the reports word numbers, times, ends of a connection and the way it ended. */
import type { Connection } from '../model/connection.ts';
import type { Closer, Diagnosis, EndedHow, Ending, Phase } from '../model/diagnosis.ts';
import { type Endpoint, formatHostPort } from '../model/endpoint.ts';
import { type BaseSeconds, formatTime, SECOND, type TimeNs } from '../model/time.ts';

/** A count with its thousands set apart: 1,204. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count and its noun: `1 packet`, `1,204 packets`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Counts of connections by severity: `3 failed, 1 suspicious, 5 fine`; what there is none of is left out. */
export function countSeverities(failures: number, suspicious: number, benign: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [failures, 'failed'],
    [suspicious, 'suspicious'],
    [benign, 'fine'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`)
    .join(', ');
}

/** A stretch of time: three significant digits (110 µs, 3.05 s) below two minutes, then whole parts (4 min 10 s). */
export function formatDuration(durationNs: TimeNs): string {
  if (durationNs <= 0) return '0 s';
  // Rounded first, so that 999.9 ms is 1 s and not 1000 ms.
  const ns = Number(durationNs.toPrecision(3));
  if (ns < 1e3) return `${Math.ceil(ns)} ns`;
  if (ns < 1e6) return `${Number((ns / 1e3).toPrecision(3))} µs`;
  if (ns < 1e9) return `${Number((ns / 1e6).toPrecision(3))} ms`;
  if (ns < 120e9) return `${Number((ns / 1e9).toPrecision(3))} s`;
  const seconds = Math.round(durationNs / SECOND);
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 2880) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** A moment for people: `2026-11-20 09:38:41.402 UTC`. */
export function formatMoment(base: BaseSeconds, time: TimeNs): string {
  const full = formatTime(base, time);
  return `${full.slice(0, 10)} ${full.slice(11, 23)} UTC`;
}

/** Address and port, without its name. */
export function formatAddress({ address, port }: Endpoint): string {
  return formatHostPort(address, port);
}

/** Address and port; the name where the capture has one, and what the client called the server (SNI). */
export function formatEndpoint(endpoint: Endpoint, serverName?: string): string {
  const names = [endpoint.name, serverName === undefined ? undefined : `SNI ${serverName}`];
  const known = names.filter((name) => name !== undefined).join(', ');
  return known === '' ? formatAddress(endpoint) : `${formatAddress(endpoint)} (${known})`;
}

/** Which part of which machine closed, in words. */
export function describeCloser(closer: Closer): string {
  return closer === 'middlebox' ? 'device on the path' : closer;
}

/** What was done, and by what where the word alone does not say it. */
const CLOSINGS: Readonly<Record<Exclude<EndedHow, 'timeout' | 'open'>, readonly [done: string, by: string]>> = {
  fin: ['closed', ' (FIN)'],
  reset: ['reset', ''],
  refused: ['refused', ''],
  icmp: ['rejected', ' (ICMP)'],
};

const PHASES: Readonly<Record<Phase, string>> = {
  handshake: 'in the handshake',
  tls: 'in the TLS handshake',
  request: 'with a request under way',
  response: 'during or right after a response',
  idle: 'while idle',
  closing: 'while closing',
};

/** What is known of a connection of which no end was captured. */
const OPEN_UNTIL = {
  end: (phase: string) => `still open ${phase} when the capture ended`,
  limit: (phase: string) => `still open ${phase} when it was given up: too many others were open`,
  successor: (phase: string) => `last seen ${phase}; then its client began another from the same port`,
};

function watchEnd({ replaced, evicted }: Connection): keyof typeof OPEN_UNTIL {
  return replaced ? 'successor' : evicted ? 'limit' : 'end';
}

/** How the connection ended as the wire shows it: `reset by packet #9 while idle, 60 s after the first packet`. */
export function describeEnding(ending: Ending, connection: Connection): string {
  const after =
    ending.timeNs === undefined ? '' : `, ${formatDuration(ending.timeNs - connection.startNs)} after the first packet`;
  const phase = PHASES[ending.phase];
  if (ending.how === 'open') return OPEN_UNTIL[watchEnd(connection)](phase);
  if (ending.how === 'timeout') return `stalled ${phase}${after}: no packet closed it`;
  const [done, by] = CLOSINGS[ending.how];
  const packet = ending.packet === undefined ? '' : ` by packet #${ending.packet}`;
  // What came before it was not captured: whether that was silence does not show.
  if (ending.phase === 'idle' && ending.timeNs === connection.startNs)
    return `${done}${packet}${by}, the first that was captured of it`;
  return `${done}${packet}${by} ${phase}${after}`;
}

/** How a connection ended that was tried, not captured: `refused in the handshake`. */
export function describeProbedEnding({ how, phase }: Ending): string {
  const when = PHASES[phase];
  if (how === 'open') return `still open ${when}`;
  if (how === 'timeout') return `stalled ${when}`;
  const [done, by] = CLOSINGS[how];
  return `${done}${by} ${when}`;
}

/** Where captures were made at both ends: which of them the stream and the packets are in. */
export function describeCapture({ decidedAt }: Diagnosis): string {
  return decidedAt === undefined ? '' : ` in the ${decidedAt}’s capture`;
}

/** A Wireshark display filter that shows the connection. */
export function wiresharkFilter(connection: Connection): string {
  return `tcp.stream eq ${connection.stream}`;
}
