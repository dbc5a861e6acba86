/**
 * Redis and Valkey: `PID:ROLE TIME LEVEL MESSAGE`, the level a character of `.-*#`.
 *
 * Sources (redis): src/server.c (serverLogRaw, sigShutdownHandler, clientsCronHandleTimeout), src/networking.c
 * (setProtocolError, acceptTcpHandler), src/timeout.c, src/debug.c.
 */
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(\d{1,10}):[A-Z] (\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}) [.*#-] /;

/** Groups: the client, and where it came in. */
const RULES: readonly Rule[] = [
  { says: /^Closing idle client$/, meaning: 'idle' },
  {
    says: /^Protocol error \([^()]{1,60}\) from client: id=\d{1,20} addr=(\S{3,60})(?: laddr=(\S{3,60}))? /,
    meaning: 'malformed',
  },
  {
    says: /^(?:Error a|A)ccepting (?:a )?client connection: accept(?:4)?: Too many open files/,
    meaning: 'descriptor-limit',
  },
  {
    says: /^(?:User requested shutdown\.\.\.|Received SIG(?:TERM|INT) scheduling shutdown\.\.\.)$/,
    meaning: 'shutdown',
  },
  { says: /^(?:Redis|Valkey) [\d.]{3,20} crashed by signal: \d{1,2}/, meaning: 'crash' },
];

function read(line: LogLine): LogReading | undefined {
  const head = /^\d{1,10}:[A-Z] /.test(line.text) ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = findRule(RULES, message);
  if (rule === undefined) return undefined;
  const [client, server] = [rule.found[1], rule.found[2]].map((text) => parseEndpoint(text ?? ''));
  const time = chooseTime(parseTime(head[2]!), line);
  return toReading({
    program: 'Redis',
    time,
    meaning: rule.meaning,
    client,
    server,
    pid: toPid(head[1]),
    quote: message,
  });
}

export const logFormat: LogFormat = { id: 'redis', read };
