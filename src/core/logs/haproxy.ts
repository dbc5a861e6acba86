/**
 * HAProxy: the lines of `option tcplog` and `option httplog`, whose termination state says who ended a session and in
 * which phase; connections that failed before they were a session; and what it says of its servers and of itself.
 *
 * Sources (haproxy): doc/configuration.txt §8.2 and §8.5, src/connection.c (conn_err_code_str), src/sock.c,
 * src/server.c, src/backend.c, src/proxy.c.
 */
import type { LogMeaning } from '../model/witness.ts';
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { laterBy, parseTime } from './_time.ts';

/** `CLIENT:PORT [ACCEPT-DATE] `. */
const HEAD = /^([0-9a-fA-F.:]{3,60}:\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?:\.\d{3,6})?)\] /;

/** `FRONTEND BACKEND/SERVER TIMERS BYTES STATE COUNTERS`. */
const TCP =
  /^\S{1,200} (\S{1,200}) -?\d{1,10}\/-?\d{1,10}\/(\+?)(\d{1,12}) \+?\d{1,20} ([a-zA-Z-]{2}) \d{1,10}\/\d{1,10}\/\d/;

/** `FRONTEND BACKEND/SERVER TIMERS STATUS BYTES COOKIE COOKIE STATE COUNTERS`. */
const HTTP =
  /^\S{1,200} (\S{1,200}) -?\d{1,10}\/-?\d{1,10}\/-?\d{1,10}\/-?\d{1,10}\/(\+?)(\d{1,12}) (\d{3}|-1) \+?\d{1,20} \S{1,1000} \S{1,1000} ([a-zA-Z-]{4}) \d{1,10}\/\d{1,10}\/\d/;

/** `FRONTEND/LISTENER: ERROR`. */
const FAILED = /^\S{1,200}\/\S{1,200}: (.{1,200})$/;

/** What the first two letters mean. Those that are left out tell no more than that HAProxy did as it is told, or not enough. */
const STATES: Readonly<Record<string, LogMeaning>> = {
  CC: 'client-closed',
  CD: 'client-closed',
  CH: 'client-closed',
  CL: 'client-closed',
  CQ: 'client-closed',
  CR: 'client-closed',
  CT: 'client-closed',
  cD: 'idle',
  cH: 'slow',
  cR: 'slow',
  SC: 'upstream-refused',
  sC: 'upstream-timeout',
  SD: 'upstream-closed',
  SL: 'upstream-closed',
  SH: 'upstream-closed',
  sD: 'upstream-timeout',
  sH: 'upstream-timeout',
  sQ: 'connection-limit',
  PC: 'connection-limit',
  DC: 'upstream-down',
  DD: 'upstream-down',
  DH: 'upstream-down',
  DL: 'upstream-down',
  KC: 'terminated',
  KD: 'terminated',
  KH: 'terminated',
  KL: 'terminated',
  KQ: 'terminated',
  KR: 'terminated',
};

const FAILURES: readonly Rule[] = [
  { says: /^SSL client (?:CA chain cannot be verified|certificate not trusted)$/, meaning: 'client-certificate' },
  {
    says: /^SSL handshake failure \(error:[0-9A-F]{8}:SSL routines:\w{0,60}:peer did not return a certificate\)$/,
    meaning: 'client-certificate',
  },
  {
    says: /^SSL handshake failure \(error:[0-9A-F]{8}:SSL routines:\w{0,60}:https? (?:proxy )?request\)$/,
    meaning: 'plain-on-tls',
  },
  { says: /^Connection closed during SSL handshake$/, meaning: 'client-closed' },
  { says: /^Timeout during SSL handshake$/, meaning: 'slow' },
  {
    says: /^(?:Received something which does not look like a|Truncated|Received an invalid) PROXY protocol header(?: received)?$/,
    meaning: 'proxy-protocol',
  },
  { says: /^Timeout while waiting for PROXY protocol header$/, meaning: 'proxy-protocol' },
];

/** What it says of servers and of itself. */
const EVENTS: readonly Rule[] = [
  { says: /^Server [^\s/]{1,200}\/\S{1,200} is (?:DOWN|going DOWN for maintenance)\b/, meaning: 'upstream-down' },
  { says: /^(?:backup )?(?:proxy|backend) '?\S{1,200} has no server available!$/i, meaning: 'upstream-down' },
  {
    says: /^(?:Proxy \S{1,200} stopped|Stopping (?:proxy|frontend|backend) \S{1,200} in \d{1,9} ms)\b/,
    meaning: 'shutdown',
  },
  { says: /^Proxy \S{1,200} reached (?:process|system) FD limit\b/, meaning: 'descriptor-limit' },
  { says: /^Proxy \S{0,200} ?reached the configured maximum connection limit\b/, meaning: 'connection-limit' },
];

/** In front of events on the standard error: `[WARNING]  (3257) : `, or before 2.0 `[WARNING] 329/104315 (3257) : `. */
const EVENT_HEAD = /^\[(?:WARNING|ALERT|NOTICE)\] {1,4}(?:\d{3}\/\d{6} )?\((\d{1,10})\) ?: /;

interface Session {
  readonly meaning: LogMeaning | undefined;
  /** How long it lasted, unless the line was written before it ended. */
  readonly milliseconds: number | undefined;
}

function readTcp(rest: string): Session | undefined {
  const match = TCP.exec(rest);
  if (match === null) return undefined;
  const [, backend, plus, total, state] = match;
  const meaning = state === 'sD' ? 'idle' : meaningOf(state!, backend!);
  return { meaning, milliseconds: plus === '+' ? undefined : Number(total) };
}

function readHttp(rest: string): Session | undefined {
  const match = HTTP.exec(rest);
  if (match === null) return undefined;
  const [, backend, plus, total, status, letters] = match;
  const state = letters!.slice(0, 2);
  const milliseconds = plus === '+' ? undefined : Number(total);
  if (state === 'PR') return { meaning: status === '400' ? 'malformed' : undefined, milliseconds };
  // Since the protocol changed, it is a tunnel.
  if (state === 'sD' && status === '101') return { meaning: 'idle', milliseconds };
  return { meaning: meaningOf(state, backend!), milliseconds };
}

/** Where no server was chosen, none could be: all are down. */
function meaningOf(state: string, backend: string): LogMeaning | undefined {
  return state === 'SC' && backend.endsWith('/<NOSRV>') ? 'upstream-down' : STATES[state];
}

function readClient(line: LogLine): LogReading | undefined {
  const head = HEAD.exec(line.text);
  if (head === null) return undefined;
  const rest = line.text.slice(head[0].length);
  const session = readTcp(rest) ?? readHttp(rest);
  const failure = session === undefined ? findRule(FAILURES, FAILED.exec(rest)?.[1] ?? '') : undefined;
  const meaning = session?.meaning ?? failure?.meaning;
  if (meaning === undefined) return undefined;
  const began = parseTime(head[2]!);
  const { milliseconds } = session ?? {};
  const ended = began === undefined || milliseconds === undefined ? undefined : laterBy(began, milliseconds / 1000);
  const time = chooseTime(failure === undefined ? ended : undefined, line);
  return toReading({ program: 'HAProxy', time, began, meaning, client: parseEndpoint(head[1]!), quote: rest });
}

function read(line: LogLine): LogReading | undefined {
  const { text } = line;
  if (/^[0-9a-fA-F:]/.test(text) && text.includes('] ')) {
    const reading = readClient(line);
    if (reading !== undefined) return reading;
  }
  const head = text.startsWith('[') ? EVENT_HEAD.exec(text) : null;
  const event = head === null ? text : text.slice(head[0].length);
  const rule = /^(?:Server|Proxy|Stopping|proxy|backend) /.test(event) ? findRule(EVENTS, event) : undefined;
  if (rule === undefined || !/^haproxy/.test(line.program ?? 'haproxy')) return undefined;
  const pid = toPid(head?.[1]) ?? line.pid;
  return toReading({ program: 'HAProxy', time: line.time, meaning: rule.meaning, pid, quote: event });
}

export const logFormat: LogFormat = { id: 'haproxy', read };
