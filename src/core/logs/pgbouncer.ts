/**
 * PgBouncer: why it closed a client’s connection. A line is `TIME [PID] LEVEL C-ADDRESS: DATABASE/USER@CLIENT:PORT MESSAGE`.
 *
 * Sources (pgbouncer): src/objects.c (disconnect_client), src/janitor.c, src/client.c; lib/usual/logging.c.
 */
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** Groups: the time, the client and its port. Names of databases and users have no space here, or the line is not read. */
const HEAD =
  /^(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z]{2,5}) )?\[\d{1,10}\] LOG C-0x[0-9a-f]{1,16}: [^\s/]{1,64}\/[^\s@]{1,64}@(\S{3,60}:\d{1,5}) closing because: /;

/** Behind the reason stands how old the connection was. */
const AGE = String.raw` \(age=\d{1,10}s?\)$`;

const RULES: readonly Rule[] = [
  {
    says: new RegExp(`^no more connections allowed(?: \\(max_client_conn\\))?${AGE}`),
    meaning: 'connection-limit',
  },
  { says: new RegExp(`^(?:client_idle_timeout|idle transaction timeout)${AGE}`), meaning: 'idle' },
  { says: new RegExp(`^client_login_timeout(?: \\(server down\\))?${AGE}`), meaning: 'idle' },
  { says: new RegExp(`^query_wait_timeout${AGE}`), meaning: 'upstream-timeout' },
  { says: new RegExp(`^client unexpected eof${AGE}`), meaning: 'client-closed' },
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.includes(' LOG C-0x') ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const meaning = findRule(RULES, message)?.meaning;
  const time = chooseTime(head[1] === undefined ? undefined : parseTime(head[1]), line);
  const client = parseEndpoint(head[2]!);
  return meaning && toReading({ program: 'PgBouncer', time, meaning, client, quote: `closing because: ${message}` });
}

export const logFormat: LogFormat = { id: 'pgbouncer', read };
