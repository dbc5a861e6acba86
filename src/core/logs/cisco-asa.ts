/**
 * Firewalls of Cisco (ASA, PIX, FWSM, FTD): connections that they tore down for a reason of their own (302014), packets that a
 * rule denied (106001, 106023, 106100), and packets of connections that they do not know (106015). A teardown after FINs or a
 * reset says nothing that the packets do not.
 *
 * Source: Cisco Secure Firewall ASA Series Syslog Messages,
 * https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html.
 */
import type { LogMeaning, LogTime } from '../model/witness.ts';
import { toEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** `%ASA-6-302014: `. */
const TAG = /%(?:ASA|PIX|FWSM|FTD)-\d-(\d{6}): /;

/** The device’s own time (`logging timestamp`) and that of whoever received the line stand in front of it. */
const TIMES = /[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?(?: UTC)?/g;
const HEAD_MAX = 200;

/** `outside:192.0.2.1/443`, and what stands behind it in parentheses: the address it is translated to, a user. */
const END = String.raw`[^:]{1,48}:(\S{2,45})\/(\d{1,5})(?: ?\([^)]{0,80}\))?`;

const TEARDOWN = new RegExp(
  `^Teardown TCP connection \\d{1,12} for ${END} to ${END} duration [\\d:]{1,12} bytes \\d{1,15} (.{1,80})$`,
);

/** Why it tore a connection down; the others are endings of the two ends. */
const REASONS: readonly Rule[] = [
  { says: /^(?:Conn-timeout|Idle Timeout)\b/i, meaning: 'mapping-expired' },
  { says: /^(?:Xlate Clear|Failover primary closed|Tunnel has been torn down)\b/i, meaning: 'mapping-deleted' },
  {
    says: /^(?:Flow (?:reset|terminated|closed) by (?:IPS|inspection)|Deny Termi\w{1,8}|Unauth Deny|TCP (?:bad retransmission|segment partial overlap|unexpected window size variation))\b/i,
    meaning: 'ended-by-device',
  },
];

const DENIALS: Readonly<Record<string, { readonly says: RegExp; readonly meaning: LogMeaning }>> = {
  '106001': {
    says: /^Inbound TCP connection denied from (\S{2,45})\/(\d{1,5}) to (\S{2,45})\/(\d{1,5}) flags SYN\b/,
    meaning: 'blocked',
  },
  '106015': {
    // What comes after a reset or a FIN is of a connection that is over.
    says: /^Deny TCP \(no connection\) from (\S{2,45})\/(\d{1,5}) to (\S{2,45})\/(\d{1,5}) flags (?:PSH )?ACK +on /,
    meaning: 'no-mapping',
  },
  '106023': { says: new RegExp(`^Deny tcp src ${END} dst ${END} by access-group `), meaning: 'blocked' },
  '106100': {
    says: /^access-list \S{1,250} denied tcp [^/]{1,48}\/(\S{2,45})\((\d{1,5})\)(?: ?\([^)]{0,80}\))? -> [^/]{1,48}\/(\S{2,45})\((\d{1,5})\)/,
    meaning: 'blocked',
  },
};

function read(line: LogLine): LogReading | undefined {
  const tag = line.text.includes('%') ? TAG.exec(line.text.slice(0, HEAD_MAX)) : null;
  if (tag === null) return undefined;
  const message = line.text.slice(tag.index + tag[0].length).trimEnd();
  const found = tag[1] === '302014' ? readTeardown(message) : readDenial(tag[1]!, message);
  if (found === undefined) return undefined;
  const [meaning, ends] = found;
  const from = toEndpoint(ends[0]!, ends[1]!);
  const to = toEndpoint(ends[2]!, ends[3]!);
  if (from === undefined || to === undefined) return undefined;
  const time = chooseTime(ownTime(line.text.slice(0, tag.index)), line);
  return toReading({ program: 'the firewall (Cisco)', time, meaning, flow: { from, to }, quote: message });
}

/** One that names its year before one that does not. */
function ownTime(head: string): LogTime | undefined {
  const times = [...head.matchAll(TIMES)].map(([text]) => parseTime(text)).filter((time) => time !== undefined);
  return times.find(({ yearless }) => yearless === undefined) ?? times.at(-1);
}

function readTeardown(message: string): [LogMeaning, readonly string[]] | undefined {
  const match = TEARDOWN.exec(message);
  const reason = match === null ? undefined : findRule(REASONS, match[5]!);
  return match === null || reason === undefined ? undefined : [reason.meaning, match.slice(1, 5)];
}

function readDenial(id: string, message: string): [LogMeaning, readonly string[]] | undefined {
  const denial = DENIALS[id];
  const match = denial?.says.exec(message) ?? null;
  return denial === undefined || match === null ? undefined : [denial.meaning, match.slice(1, 5)];
}

export const logFormat: LogFormat = { id: 'cisco-asa', read };
