/**
 * Traffic logs of firewalls of Palo Alto Networks, as they are sent to syslog: sessions that a rule turned away, that the firewall
 * ended for what was in them, and that it forgot. A session that FINs or a reset ended says nothing that the packets do not.
 *
 * Source: PAN-OS administrator's guide, “Traffic Log Fields”,
 * https://docs.paloaltonetworks.com/pan-os/10-1/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions/traffic-log-fields.
 */
import type { Endpoint } from '../model/endpoint.ts';
import type { LogMeaning } from '../model/witness.ts';
import { toEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** Places in a record, counted from 0. */
const TYPE = 3;
const SUBTYPE = 4;
const GENERATED = 6;
const SOURCE = 7;
const DESTINATION = 8;
const NAT_SOURCE = 9;
const NAT_DESTINATION = 10;
const RULE = 11;
const SOURCE_PORT = 24;
const DESTINATION_PORT = 25;
const NAT_SOURCE_PORT = 26;
const NAT_DESTINATION_PORT = 27;
const PROTOCOL = 29;
const ACTION = 30;
const END_REASON = 46;

const FIELD = /("(?:[^"]|""){0,2000}"|[^,]{0,2000})(?:,|$)/g;
const FIELDS_MAX = 64;

const REASONS: ReadonlyMap<string, LogMeaning> = new Map([
  ['aged-out', 'mapping-expired'],
  ['threat', 'ended-by-device'],
  ['policy-deny', 'ended-by-device'],
  ['decrypt-error', 'ended-by-device'],
  ['decrypt-cert-validation', 'ended-by-device'],
  ['decrypt-unsupport-param', 'ended-by-device'],
]);

function read(line: LogLine): LogReading | undefined {
  const begin = line.text.indexOf(',TRAFFIC,');
  if (begin < 0) return undefined;
  const fields = splitFields(line.text);
  const at = (place: number): string => fields[place] ?? '';
  if (at(TYPE) !== 'TRAFFIC' || at(PROTOCOL) !== 'tcp') return undefined;
  const meaning = meaningOf(at(SUBTYPE), at(ACTION), at(END_REASON));
  const client = toEndpoint(at(SOURCE), at(SOURCE_PORT));
  const server = toEndpoint(at(DESTINATION), at(DESTINATION_PORT));
  if (meaning === undefined || client === undefined || server === undefined) return undefined;
  const translated = (address: number, port: number, own: Endpoint): Endpoint =>
    toEndpoint(at(address), at(port)) ?? own;
  return toReading({
    program: 'the firewall (Palo Alto)',
    time: chooseTime(parseTime(at(GENERATED)), line),
    meaning,
    translation: {
      client,
      server,
      translatedClient: translated(NAT_SOURCE, NAT_SOURCE_PORT, client),
      translatedServer: translated(NAT_DESTINATION, NAT_DESTINATION_PORT, server),
    },
    quote: `TRAFFIC ${at(SUBTYPE)}, rule ${at(RULE)}, action ${at(ACTION)}, session end reason ${at(END_REASON)}`,
  });
}

function splitFields(text: string): string[] {
  const fields: string[] = [];
  for (const [, field = ''] of text.matchAll(FIELD)) {
    fields.push(field.startsWith('"') ? field.slice(1, -1) : field);
    if (fields.length === FIELDS_MAX) break;
  }
  return fields;
}

function meaningOf(subtype: string, action: string, reason: string): LogMeaning | undefined {
  if ((subtype === 'deny' || subtype === 'drop') && action !== 'allow') return 'blocked';
  return subtype === 'end' ? REASONS.get(reason) : undefined;
}

export const logFormat: LogFormat = { id: 'palo-alto', read };
