/**
 * Access logs of Envoy in its default format, and in Istio’s: `[START] "REQUEST" STATUS FLAGS …`. The flags say what went
 * wrong; the time is when the request came. Istio’s format has the client’s address among the last words.
 *
 * Sources: envoy source/common/stream_info/utility.h (the flags), source/common/formatter/substitution_formatter.cc
 * (DEFAULT_FORMAT); istio pilot/pkg/model/telemetry_logging.go (EnvoyTextLogFormat).
 */
import type { LogMeaning } from '../model/witness.ts';
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';
import { laterBy, parseTime } from './_time.ts';

const QUOTED = '"[^"]{0,4000}"';

/** No path has a space, so what stands within a path cannot end the request. */
const REQUEST = String.raw`"[A-Z-]{1,32} \S{1,4000} (?:HTTP/[\d.]{1,3}|-)"`;

const HEAD = new RegExp(
  String.raw`^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\] (${REQUEST} (\d{1,3}) ([A-Z]{2,5}(?:,[A-Z]{2,5}){0,8}|-)) `,
);

/** `RECEIVED SENT DURATION SERVICE-TIME "FORWARDED-FOR"`. */
const DEFAULT_TAIL = new RegExp(String.raw`^\d{1,20} \d{1,20} (\d{1,12}) (?:\d{1,12}|-) ${QUOTED}`);

/** Before those stand details of the response, of the end of the connection, and of the transport. */
const ISTIO_TAIL = new RegExp(
  String.raw`^\S{1,300} \S{1,300} ${QUOTED} \d{1,20} \d{1,20} (\d{1,12}) (?:\d{1,12}|-) ${QUOTED} ${QUOTED} ${QUOTED} ${QUOTED} ${QUOTED} \S{1,300} \S{1,60} (\S{1,60}) (\S{1,60}) \S{1,255} \S{1,255}$`,
);

/** In the order in which they are believed: that retries are used up says less than the flag beside it. */
const FLAGS: readonly (readonly [flag: string, meaning: LogMeaning])[] = [
  ['UH', 'upstream-down'],
  ['UO', 'connection-limit'],
  ['UF', 'upstream-refused'],
  ['UT', 'upstream-timeout'],
  ['UC', 'upstream-closed'],
  ['UR', 'upstream-closed'],
  ['RL', 'connection-limit'],
  ['DC', 'client-closed'],
  ['SI', 'idle'],
  ['DPE', 'malformed'],
  ['URX', 'upstream-failed'],
  ['UPE', 'upstream-failed'],
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.startsWith('[') && line.text.includes('Z] "') ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const flags = head[4]!.split(',');
  const meaning = FLAGS.find(([flag]) => flags.includes(flag))?.[1];
  if (meaning === undefined) return undefined;
  const rest = line.text.slice(head[0].length);
  const istio = ISTIO_TAIL.exec(rest);
  const duration = istio?.[1] ?? DEFAULT_TAIL.exec(rest)?.[1];
  const began = parseTime(head[1]!);
  const isTimed = began !== undefined && duration !== undefined;
  return toReading({
    program: 'Envoy',
    time: isTimed ? laterBy(began, Number(duration) / 1000) : line.time,
    began,
    meaning,
    server: istio === null ? undefined : parseEndpoint(istio[2]!),
    client: istio === null ? undefined : parseEndpoint(istio[3]!),
    quote: head[2]!,
  });
}

export const logFormat: LogFormat = { id: 'envoy', read };
