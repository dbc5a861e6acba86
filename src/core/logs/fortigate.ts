/**
 * Logs of firewalls of Fortinet (FortiGate), as they are sent to syslog: sessions that a rule denied, that ended because nothing
 * was said (action="timeout"), and that intrusion prevention ended. A session that its ends closed or reset says nothing that the
 * packets do not.
 *
 * Source: FortiOS Log Message Reference, “Traffic log”, “IPS log”,
 * https://docs.fortinet.com/document/fortigate/7.4.0/fortios-log-message-reference.
 */
import type { LogMeaning, LogTime } from '../model/witness.ts';
import { toEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const PAIR = /(?:^|\s)([a-z_]{1,32})=(?:"([^"]{0,500})"|([^\s"]{0,200}))/g;
const PAIRS_MAX = 128;

/** What intrusion prevention and filters did, where it was not only to look on. */
const ENDED: ReadonlySet<string> = new Set(['reset', 'reset_client', 'reset_server', 'dropped', 'blocked', 'block']);

function read(line: LogLine): LogReading | undefined {
  if (!line.text.includes('srcip=') || !line.text.includes('type=')) return undefined;
  const fields = readPairs(line.text);
  const at = (name: string): string => fields.get(name) ?? '';
  if (at('proto') !== '6') return undefined;
  const meaning = meaningOf(at('type'), at('action'));
  const client = toEndpoint(at('srcip'), at('srcport'));
  const server = toEndpoint(at('dstip'), at('dstport'));
  if (meaning === undefined || client === undefined || server === undefined) return undefined;
  return toReading({
    program: 'the firewall (FortiGate)',
    time: chooseTime(timeOf(at), line),
    meaning,
    translation: {
      client,
      server,
      translatedClient: toEndpoint(at('transip'), at('transport')) ?? client,
      translatedServer: toEndpoint(at('tranip'), at('tranport')) ?? server,
    },
    quote: ['type', 'subtype', 'action', 'policyid', 'policyname', 'attack']
      .filter((name) => fields.has(name))
      .map((name) => `${name}=${at(name)}`)
      .join(' '),
  });
}

function readPairs(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(PAIR)) {
    if (!fields.has(name)) fields.set(name, quoted ?? bare ?? '');
    if (fields.size === PAIRS_MAX) break;
  }
  return fields;
}

function meaningOf(type: string, action: string): LogMeaning | undefined {
  if (type === 'utm') return ENDED.has(action) ? 'ended-by-device' : undefined;
  if (type !== 'traffic') return undefined;
  return action === 'deny' ? 'blocked' : action === 'timeout' ? 'mapping-expired' : undefined;
}

/** `eventtime` counts from 1970, in nanoseconds since FortiOS 6.2 and in seconds before. */
function timeOf(at: (name: string) => string): LogTime | undefined {
  const event = /^(\d{10})(\d{9})?$/.exec(at('eventtime'));
  if (event !== null) return parseTime(`${event[1]}.${event[2] ?? '0'}`);
  return parseTime(`${at('date')} ${at('time')}${at('tz')}`);
}

export const logFormat: LogFormat = { id: 'fortigate', read };
