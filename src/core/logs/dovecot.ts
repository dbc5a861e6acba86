/**
 * Dovecot: why a session of IMAP or POP ended, or a login. Sessions are named by user and the process’s own number alone, logins by the
 * client’s address (`rip=`).
 *
 * Sources (dovecot): src/login-common/client-common.c, src/imap/imap-client.c, src/pop3/pop3-client.c, src/lib-master/master-service.c.
 */
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** Group: the time, where the file is Dovecot’s own. */
const HEAD =
  /^(?:([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) )?(?:imap|pop3)(?:-login)?(?:\([^()]{1,255}\))?(?:<\d{1,10}>)?(?:<[\w+/=]{1,40}>)?: Info: Disconnected: /;

const RULES: readonly Rule[] = [
  { says: /^(?:Inactivity|Disconnected for inactivity)\b/, meaning: 'idle' },
  { says: /^Too many (?:invalid (?:IMAP )?|bad )commands\b/, meaning: 'malformed' },
  { says: /^Maximum number of connections from user\+IP exceeded\b/, meaning: 'connection-limit' },
  { says: /^Server shutting down\./, meaning: 'shutdown' },
  { says: /^Connection closed\b/, meaning: 'client-closed' },
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.includes(': Info: Disconnected: ') ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = findRule(RULES, message);
  if (rule === undefined) return undefined;
  const client = toHost(/, rip=([0-9a-fA-F.:]{2,45}), lip=/.exec(message)?.[1]);
  const time = chooseTime(head[1] === undefined ? undefined : parseTime(head[1]), line);
  return toReading({ program: 'Dovecot', time, meaning: rule.meaning, client, quote: rule.found[0] });
}

export const logFormat: LogFormat = { id: 'dovecot', read };
