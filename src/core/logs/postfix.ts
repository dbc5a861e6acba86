/**
 * The servers of Postfix for mail that comes in: smtpd and postscreen. They write to syslog, or with `maillog_file` in its form, and name
 * clients by address alone.
 *
 * Sources (postfix): src/smtpd/smtpd.c, src/smtpd/smtpd_check.c, src/postscreen/postscreen_smtpd.c.
 */
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toReading } from './_reading.ts';

/** `name[address]`, where the name may be `unknown`. Group: the address. */
const CLIENT = String.raw`[\w.-]{1,255}\[([0-9a-fA-F.:]{2,45})\]`;
const STATE = '[A-Z]{1,12}(?: \\([^()]{1,60}\\))?';

const RULES: readonly Rule[] = [
  { says: new RegExp(`^timeout after ${STATE} from ${CLIENT}$`), meaning: 'idle' },
  { says: new RegExp(`^lost connection after ${STATE} from ${CLIENT}$`), meaning: 'client-closed' },
  { says: new RegExp(`^too many errors after ${STATE} from ${CLIENT}$`), meaning: 'malformed' },
  { says: new RegExp(`^(?:warning: )?non-SMTP command from ${CLIENT}: `), meaning: 'malformed' },
  {
    says: new RegExp(`^warning: Connection (?:concurrency|rate) limit exceeded: \\d{1,9} from ${CLIENT} for service `),
    meaning: 'connection-limit',
  },
];

const BEGINNINGS = /^(?:timeout a|lost conn|too many errors|warning: (?:non-SMTP|Connection )|non-SMTP)/;

function read(line: LogLine): LogReading | undefined {
  if (line.program?.startsWith('postfix') !== true || !BEGINNINGS.test(line.text)) return undefined;
  const rule = findRule(RULES, line.text.trimEnd());
  if (rule === undefined) return undefined;
  const client = toHost(rule.found[1]);
  // What the client sent stands behind its address.
  const quote = line.text.slice(0, line.text.indexOf(']') + 1);
  return toReading({ program: 'Postfix', time: line.time, meaning: rule.meaning, client, pid: line.pid, quote });
}

export const logFormat: LogFormat = { id: 'postfix', read };
