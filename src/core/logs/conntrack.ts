/**
 * Events of the connection tracking of Linux (`conntrack -E`): an entry that is destroyed while its connection is
 * established was forgotten. Its timer ran out where no time is left; somebody deleted it where time is left and the event
 * names a program (`[USERSPACE]`). An entry of a connection that is over says nothing.
 *
 * Sources: conntrack-tools src/conntrack.c (event_cb; `-o timestamp` pads the microseconds with spaces behind them),
 * libnetfilter_conntrack src/conntrack/snprintf_default.c, linux net/netfilter/nf_conntrack_netlink.c
 * (ctnetlink_conntrack_event: a time of nought is left out).
 */
import type { Translation } from '../model/witness.ts';
import { toEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const TIMESTAMP = /^\[(\d{9,10}) *\.(\d{1,6}) *\]\s{0,8}/;

const DESTROYED = /^ {0,8}\[DESTROY\] (?:ipv[46] +\d{1,2} )?tcp +6 (?:(\d{1,10}) )?ESTABLISHED (.+)$/;

const TUPLE = String.raw`src=(\S{2,45}) dst=(\S{2,45}) sport=(\d{1,5}) dport=(\d{1,5})`;

const TUPLES = new RegExp(
  `^${TUPLE} (?:packets=\\d+ bytes=\\d+ )?(?:\\[UNREPLIED\\] )?${TUPLE}(?: packets=\\d+ bytes=\\d+)?(?: (.*))?$`,
);

function readTuples(text: string): { readonly translation: Translation; readonly rest: string } | undefined {
  const match = TUPLES.exec(text);
  if (match === null) return undefined;
  const client = toEndpoint(match[1]!, match[3]!);
  const server = toEndpoint(match[2]!, match[4]!);
  const translatedServer = toEndpoint(match[5]!, match[7]!);
  const translatedClient = toEndpoint(match[6]!, match[8]!);
  if (client === undefined || server === undefined) return undefined;
  if (translatedServer === undefined || translatedClient === undefined) return undefined;
  return { translation: { client, server, translatedClient, translatedServer }, rest: match[9] ?? '' };
}

function read(line: LogLine): LogReading | undefined {
  if (!line.text.includes('[DESTROY]')) return undefined;
  const stamp = TIMESTAMP.exec(line.text);
  const event = DESTROYED.exec(line.text.slice(stamp?.[0].length ?? 0));
  const tuples = event === null ? undefined : readTuples(event[2]!);
  if (event === null || tuples === undefined) return undefined;
  const isByProgram = /(?:^| )\[USERSPACE\](?: |$)/.test(tuples.rest);
  const isOver = event[1] === undefined;
  // With time left and no program, the kernel had reasons of its own: the table was full, or a device went down.
  if (isOver === isByProgram) return undefined;
  const { translation } = tuples;
  return toReading({
    program: 'conntrack',
    time: stamp === null ? line.time : parseTime(`${stamp[1]}.${stamp[2]!.padStart(6, '0')}`),
    meaning: isOver ? 'mapping-expired' : 'mapping-deleted',
    client: translation.client,
    server: translation.server,
    translation,
    quote: event[0].trim(),
  });
}

export const logFormat: LogFormat = { id: 'conntrack', read };
