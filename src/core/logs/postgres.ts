/**
 * PostgreSQL: `TIME PREFIX SEVERITY:  MESSAGE`. What stands in between is up to `log_line_prefix`; a client as `%r` gives
 * it, `ADDRESS(PORT)`, and a process as `[%p]` are read there. Two spaces follow the severity.
 *
 * Sources (postgresql): src/backend/utils/error/elog.c, src/backend/utils/init/postinit.c, src/backend/storage/lmgr/proc.c,
 * src/backend/libpq/auth.c and pqcomm.c, src/backend/tcop/postgres.c, src/backend/postmaster/postmaster.c.
 */
import { toEndpoint, toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD =
  /^(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})? [A-Z+:\d-]{1,8}) )?([^"']{0,200}?)\b(?:LOG|WARNING|ERROR|FATAL|PANIC): {2}(?=\S)/;

const HOST = 'host "([0-9a-fA-F.:]{2,45})"';

/** All that may stand before the severity where the line has no time of its own: as syslog numbers it, and `user@database`. */
const BARE_PREFIX = /^(?:\[[\d-]{1,20}\] ){0,3}(?:\S{1,130}@\S{0,64} )?$/;

/** Groups of a rule: the client’s address, where the message names it; or a process. */
const RULES: readonly Rule[] = [
  { says: /^sorry, too many clients already$/, meaning: 'connection-limit' },
  { says: /^remaining connection slots are reserved for [\w "-]{1,120}$/, meaning: 'connection-limit' },
  { says: /^too many connections for (?:role|database) "[^"]{1,128}"$/, meaning: 'connection-limit' },
  {
    says: new RegExp(`^(?:no pg_hba\\.conf entry for|pg_hba\\.conf rejects connection for) ${HOST}, `),
    meaning: 'not-allowed',
  },
  { says: /^terminating connection due to administrator command$/, meaning: 'terminated' },
  { says: /^terminating connection due to idle-(?:in-transaction|session) timeout$/, meaning: 'idle' },
  { says: /^terminating connection because of crash of another server process$/, meaning: 'crash' },
  { says: /^canceling authentication due to timeout$/, meaning: 'slow' },
  { says: /^connection requires a valid client certificate$/, meaning: 'client-certificate' },
  { says: /^unexpected EOF on client connection(?: with an open transaction)?$/, meaning: 'client-closed' },
  {
    says: /^server process \(PID (\d{1,10})\) was terminated by signal (?!(?:1|2|3|15)\b)\d{1,2}(?:: |$)/,
    meaning: 'crash',
  },
  { says: /^received (?:smart|fast|immediate) shutdown request$/, meaning: 'shutdown' },
  { says: /^the database system is shutting down$/, meaning: 'shutdown' },
  { says: /^invalid length of startup packet$/, meaning: 'malformed' },
  { says: /^unsupported frontend protocol \d{1,5}\.\d{1,5}: server supports /, meaning: 'malformed' },
  {
    says: /^out of file descriptors: Too many open files(?: in system)?; release and retry$/,
    meaning: 'descriptor-limit',
  },
  { says: /^could not accept new connection: Too many open files(?: in system)?$/, meaning: 'descriptor-limit' },
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.includes(':  ') ? HEAD.exec(line.text) : null;
  if (head === null || (head[1] === undefined && !BARE_PREFIX.test(head[2]!))) return undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = findRule(RULES, message);
  if (rule === undefined) return undefined;
  const isProcess = message.startsWith('server process');
  const remote = /(?:^|[\s=@])([0-9a-fA-F.:]{2,45})\((\d{1,5})\)/.exec(head[2]!);
  const client = remote === null ? undefined : toEndpoint(remote[1]!, remote[2]!);
  const pid = toPid(isProcess ? rule.found[1] : /\[(\d{1,10})\]/.exec(head[2]!)?.[1]) ?? line.pid;
  return toReading({
    program: 'PostgreSQL',
    time: chooseTime(head[1] === undefined ? undefined : parseTime(head[1]), line),
    meaning: rule.meaning,
    client: client ?? (isProcess ? undefined : toHost(rule.found[1])),
    pid,
    quote: message,
  });
}

export const logFormat: LogFormat = { id: 'postgres', read };
