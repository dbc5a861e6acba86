/**
 * Mosquitto: why it closed on a client, which it names by its identifier alone, or by its address where it let it not in. In front of a
 * line stands when it was written: seconds since 1970, or what `log_timestamp_format` makes of it.
 *
 * Sources (mosquitto): src/loop.c, src/handle_connect.c, src/net.c, src/logging.c, lib/strings_mosq.c.
 */
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(?:(\d{10}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d{4}|Z)?): )?/;

/** An identifier is the client’s own word, up to here without a space. */
const ID = String.raw`Client [^\s"]{1,64}`;

const RULES: readonly Rule[] = [
  { says: new RegExp(`^${ID} has exceeded timeout, disconnecting\\.$`), meaning: 'idle' },
  { says: new RegExp(`^${ID} already connected, closing old connection\\.$`), meaning: 'terminated' },
  { says: new RegExp(`^${ID} disconnected due to (?:protocol error|malformed packet)\\.$`), meaning: 'malformed' },
  { says: new RegExp(`^${ID} disconnected due to oversize packet\\.$`), meaning: 'too-large' },
  {
    says: /^Client connection from ([0-9a-fA-F.:]{2,45}) denied: max_connections exceeded\.$/,
    meaning: 'connection-limit',
  },
  { says: /^Client connection from ([0-9a-fA-F.:]{2,45}) denied access by tcpd\.$/, meaning: 'not-allowed' },
  { says: /^mosquitto version \S{1,20} terminating$/, meaning: 'shutdown' },
];

function read(line: LogLine): LogReading | undefined {
  const head = HEAD.exec(line.text)!;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = /^(?:Client |mosquitto v)/.test(message) ? findRule(RULES, message) : undefined;
  if (rule === undefined) return undefined;
  const time = chooseTime(head[1] === undefined ? undefined : timeOf(head[1]), line);
  // What a client calls itself is not shown.
  const quote = message.replace(/^Client \S+ (?=has|already|disconnected)/, 'Client … ');
  const client = toHost(rule.found[1]);
  return toReading({ program: 'Mosquitto', time, meaning: rule.meaning, client, quote });
}

function timeOf(text: string): LogReading['time'] {
  return text.includes('-') ? parseTime(text) : { seconds: Number(text), zoned: true, precision: 1 };
}

export const logFormat: LogFormat = { id: 'mosquitto', read };
