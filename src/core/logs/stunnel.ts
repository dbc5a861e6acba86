/**
 * stunnel: `TIME LOGn[CONNECTION]: MESSAGE`. A connection is known by a number; whose it is an earlier line says.
 *
 * Sources (stunnel): src/log.c, src/client.c (connect_remote, transfer), src/network.c (s_connect), src/stunnel.c.
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(?:(\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d(?:\.\d{3})?) )?LOG\d\[[\w:]{1,40}\]: /;

const RULES: readonly Rule[] = [
  {
    says: /^(?:s_connect|connect_blocking): connect \S{3,60}: (?:Connection refused|No route to host|Network is unreachable) \(\d{1,3}\)$/,
    meaning: 'upstream-refused',
  },
  {
    says: /^(?:s_connect|connect_blocking): connect \S{3,60}: Connection timed out \(\d{1,3}\)$/,
    meaning: 'upstream-timeout',
  },
  {
    says: /^(?:s_connect|connect_blocking): s_poll_wait \S{3,60}: TIMEOUTconnect exceeded$/,
    meaning: 'upstream-timeout',
  },
  { says: /^transfer(?:_tcp)?: s_poll_wait: TIMEOUTidle exceeded: sending reset$/, meaning: 'idle' },
  { says: /^Connection rejected: too many clients \(>=\d{1,9}\)$/, meaning: 'connection-limit' },
  { says: /^accept: Too many open files(?: in system)? \(\d{1,3}\)$/, meaning: 'descriptor-limit' },
  {
    says: /^SSL_accept: (?:[\w./-]{1,100}:\d{1,6}: )?(?:error:)?[0-9A-F]{1,8}:? ?(?:error:[0-9A-F]{8}:)?SSL routines:\w{0,60}:https? (?:proxy )?request$/,
    meaning: 'plain-on-tls',
  },
  {
    says: /^SSL_accept: (?:[\w./-]{1,100}:\d{1,6}: )?(?:error:)?[0-9A-F]{1,8}:? ?(?:error:[0-9A-F]{8}:)?SSL routines:\w{0,60}:peer did not return a certificate$/,
    meaning: 'client-certificate',
  },
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.includes('LOG') ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const meaning = findRule(RULES, message)?.meaning;
  const time = chooseTime(head[1] === undefined ? undefined : parseTime(head[1]), line);
  return meaning && toReading({ program: 'stunnel', time, meaning, quote: message });
}

export const logFormat: LogFormat = { id: 'stunnel', read };
