/**
 * The SSH server Dropbear: `[PID] TIME MESSAGE` on standard error, or syslog.
 *
 * Sources (dropbear): svr-session.c (svr_dropbear_exit), common-session.c (checktimeouts), loginrec.c.
 */
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(?:\[(\d{1,10})\] ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) )?/;

/** Group: the client. Who it is stands before the address or behind it. */
const EXIT = String.raw`^Exit (?:before auth |\([^()\s]{1,64}\) )from <(\S{3,60})>: (?:\(user '[^']{0,64}', \d{1,4} fails\): )?`;

const RULES: readonly Rule[] = [
  { says: new RegExp(`${EXIT}Idle timeout$`), meaning: 'idle' },
  { says: new RegExp(`${EXIT}Keepalive timeout$`), meaning: 'idle' },
  { says: new RegExp(`${EXIT}Timeout before auth$`), meaning: 'slow' },
  {
    says: new RegExp(`${EXIT}(?:Bad packet size|Bad remote version|Integrity error|Incompatible remote version)\\b`),
    meaning: 'malformed',
  },
];

function read(line: LogLine): LogReading | undefined {
  const head = HEAD.exec(line.text)!;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = message.startsWith('Exit ') ? findRule(RULES, message) : undefined;
  if (rule === undefined) return undefined;
  const time = chooseTime(head[2] === undefined ? undefined : parseTime(head[2]), line);
  const client = parseEndpoint(rule.found[1]!);
  const pid = toPid(head[1]) ?? line.pid;
  return toReading({ program: 'Dropbear', time, meaning: rule.meaning, client, pid, quote: message });
}

export const logFormat: LogFormat = { id: 'dropbear', read };
