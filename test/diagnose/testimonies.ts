/** Connections with the accounts of kernels and the lines of logs beside them. */
import { diagnoseBothEnds, type EndCapture } from '../../src/core/diagnose/both-ends.ts';
import { Diagnoser } from '../../src/core/diagnose/diagnoser.ts';
import { Witnesses } from '../../src/core/diagnose/witnesses.ts';
import type { Testimony } from '../../src/core/facts/_extractor.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { type CaptureOptions, parseRows, toPcap } from '../builders/packets.ts';

/** 2026-11-26T10:40:00Z: what times of captures and traces here count from. */
export const BASE = 1_795_689_600;

/** Texts by name of file. */
export type Texts = Readonly<Record<string, string | readonly string[]>>;

/** The witnesses of some texts. */
export function witnessesOf(texts: Texts): Witnesses {
  const witnesses = new Witnesses();
  for (const [name, text] of Object.entries(texts)) {
    witnesses.read(name, typeof text === 'string' ? text : text.map((line) => `${line}\n`).join(''));
  }
  return witnesses;
}

/** What a capture and its witnesses say. */
export function diagnoseWith(rows: string, texts: Texts = {}, options: CaptureOptions = {}): Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({
    onDiagnosis: (diagnosis) => diagnoses.push(diagnosis),
    all: true,
    ...(Object.keys(texts).length === 0 ? {} : { witnesses: witnessesOf(texts) }),
  });
  diagnoser.push(toPcap(parseRows(rows), { baseSeconds: BASE, ...options }));
  diagnoser.finish();
  return diagnoses.sort((a, b) => a.connection.stream - b.connection.stream);
}

/** What the captures of both ends and their witnesses say of the connection from port 40000. */
export function diagnoseEndsWith(client: string, server: string, texts: Texts): Diagnosis | undefined {
  const toEnd = (rows: string): EndCapture => ({ connections: diagnoseWith(rows).map(({ connection }) => connection) });
  const testimonies = { witnesses: witnessesOf(texts), base: BASE };
  const { connections } = diagnoseBothEnds(toEnd(client), toEnd(later(server)), [], testimonies);
  return connections.find(({ diagnosis }) => diagnosis.connection.client.port === 40_000)?.diagnosis;
}

/** As a clock tells it that is a millisecond ahead: what has the same times at both ends is one capture. */
function later(rows: string): string {
  return rows.replaceAll(/^\d+\.\d{3}/gm, (time) => (Number(time) + 0.001).toFixed(3));
}

/** The first connection of a capture. */
export function connectionOf(rows: string, options: CaptureOptions = {}): Connection {
  const [diagnosis] = diagnoseWith(rows, {}, options);
  if (diagnosis === undefined) throw new Error('no connection was found');
  return diagnosis.connection;
}

/** What texts say of a connection that closed so many seconds after `BASE`. */
export function testimonyOf(
  connection: Connection,
  closedSeconds: number,
  texts: Texts,
  other?: Connection,
): Testimony[] {
  return witnessesOf(texts).factsOf(connection, BASE, closedSeconds * 1e9, other);
}

/** A connection that the server closes after 1 s, with an answer to its only request. */
export const ANSWERED = [
  '0.000  C  S   mss 1460',
  '0.010  S  S.  mss 1460',
  '0.011  C  .',
  '0.012  C  P.  data "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"',
  '0.020  S  P.  data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"',
  '0.021  C  .',
  '1.000  S  F.',
  '1.010  C  F.',
  '1.011  S  .',
].join('\n');

/** The same without an answer. */
export const UNANSWERED = [
  '0.000  C  S   mss 1460',
  '0.010  S  S.  mss 1460',
  '0.011  C  .',
  '0.012  C  P.  data "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"',
  '0.013  S  .',
  '1.000  S  F.',
  '1.010  C  F.',
  '1.011  S  .',
].join('\n');

/** A connection that has had one answer, and stays open. */
export const SERVED_ONCE: readonly string[] = [
  '0.000 C S',
  '0.010 S S.',
  '0.020 C .',
  '0.021 C P. data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"',
  '0.031 S P. data "HTTP/1.1 204 No Content\\r\\n\\r\\n"',
  '0.041 C .',
];

/** A task: name, number, and the number of its process where the trace has it. */
export type Task = readonly [comm: string, pid: number, tgid?: number];

/** A line of tracefs, so many seconds after `BASE`, or by another clock. */
export function traceLine(seconds: number, [comm, pid, tgid]: Task, event: string, base = BASE): string {
  const group = tgid === undefined ? '' : `(${String(tgid).padStart(7)}) `;
  return `${comm.padStart(16)}-${pid} ${group}[001] ..s2. ${(base + seconds).toFixed(6)}: ${event}`;
}

/** A change of state of the server’s socket of the connection, or of one that listens. */
export function state(seconds: number, task: Task, from: string, to: string, ends: Partial<Ends> = {}): string {
  const { local, remote, base } = { local: '198.51.100.2:80', remote: '192.0.2.1:40000', base: BASE, ...ends };
  const [saddr, sport] = local.split(':');
  const [daddr, dport] = remote.split(':');
  const fields = `family=AF_INET protocol=IPPROTO_TCP sport=${sport} dport=${dport} saddr=${saddr} daddr=${daddr} saddrv6=::ffff:${saddr} daddrv6=::ffff:${daddr}`;
  return traceLine(seconds, task, `inet_sock_set_state: ${fields} oldstate=TCP_${from} newstate=TCP_${to}`, base);
}

/** Of a socket, and the clock of the trace. */
export interface Ends {
  readonly local: string;
  readonly remote: string;
  readonly base: number;
}

/** The server takes the connection, and its program closes it. */
export function served(task: Task, closed = 1, ends: Partial<Ends> = {}): string[] {
  return [
    state(0.001, ['swapper', 0], 'LISTEN', 'SYN_RECV', ends),
    state(0.011, ['swapper', 0], 'SYN_RECV', 'ESTABLISHED', ends),
    state(closed, task, 'ESTABLISHED', 'FIN_WAIT1', ends),
    state(closed + 0.01, ['swapper', 0], 'FIN_WAIT1', 'FIN_WAIT2', ends),
    state(closed + 0.01, ['swapper', 0], 'FIN_WAIT2', 'CLOSE', ends),
  ];
}

/** A socket of the server begins, or ends, to listen. */
export function listens(seconds: number, task: Task, isBegin: boolean, local = '0.0.0.0:80', base = BASE): string {
  const [from, to] = isBegin ? (['CLOSE', 'LISTEN'] as const) : (['LISTEN', 'CLOSE'] as const);
  return state(seconds, task, from, to, { local, remote: '0.0.0.0:0', base });
}

/** A task ends. */
export function exits(seconds: number, task: Task, isWhole = true): string {
  return traceLine(seconds, task, `sched_process_exit: comm=${task[0]} pid=${task[1]} prio=120 group_dead=${isWhole}`);
}

/** A signal is delivered; without a handler unless told. */
export function signal(seconds: number, task: Task, sig: number, code = 0, handler = '0'): string {
  return traceLine(seconds, task, `signal_deliver: sig=${sig} errno=0 code=${code} sa_handler=${handler} sa_flags=0`);
}

/** A signal is sent by a task, or by the kernel in its time. */
export function sends(seconds: number, from: Task, sig: number, to: Task, code = 0, res = 0): string {
  const fields = `sig=${sig} errno=0 code=${code} comm=${to[0]} pid=${to[1]} grp=1 res=${res}`;
  return traceLine(seconds, from, `signal_generate: ${fields}`);
}

/** A program that forwards, and the socket with which it tried to reach what it forwards to, and was refused. */
export const SOCAT: Task = ['socat', 100];
const ONWARD = { local: '127.0.0.1:45000', remote: '127.0.0.1:9000' };
export const REFUSED_ONWARD: readonly string[] = [
  state(0.2, SOCAT, 'CLOSE', 'SYN_SENT', ONWARD),
  traceLine(0.2001, SOCAT, 'tcp_receive_reset: sport=45000 dport=9000 saddr=127.0.0.1 daddr=127.0.0.1 sock_cookie=1'),
  state(0.2001, SOCAT, 'SYN_SENT', 'CLOSE', ONWARD),
];
