/**
 * socat, as a forwarder: `TIME socat[PID] LEVEL MESSAGE`.
 *
 * Sources (socat): error.c (the line), xio-socket.c, xio-tcp.c, xio-listen.c, xioopen.c.
 */
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{6})?) socat\[(\d{1,10})[^\]]{0,20}\] [EFWN] /;

const ADDRESS = String.raw`AF=(?:2|10) \S{3,60}:\d{1,5}`;

/** Groups: the client. */
const RULES: readonly Rule[] = [
  {
    says: new RegExp(
      `^connect\\(\\d{1,6}, ${ADDRESS}, \\d{1,3}\\): (?:Connection refused|No route to host|Network is unreachable)$`,
    ),
    meaning: 'upstream-refused',
  },
  {
    says: new RegExp(`^connecting to ${ADDRESS}: (?:Connection refused|No route to host|Network is unreachable)$`),
    meaning: 'upstream-refused',
  },
  {
    says: new RegExp(
      `^(?:connect\\(\\d{1,6}, ${ADDRESS}, \\d{1,3}\\)|connecting to ${ADDRESS}): Connection timed out$`,
    ),
    meaning: 'upstream-timeout',
  },
  { says: /^accept\([^()]{1,100}\): Too many open files(?: in system)?$/, meaning: 'descriptor-limit' },
  {
    says: /^refusing connection from AF=(?:2|10) (\S{3,60}:\d{1,5}) due to (?:range|tcpwrapper) option$/,
    meaning: 'not-allowed',
  },
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.includes(' socat[') ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const message = line.text.slice(head[0].length);
  const rule = findRule(RULES, message);
  if (rule === undefined) return undefined;
  const { meaning, found } = rule;
  const time = chooseTime(parseTime(head[1]!), line);
  return toReading({
    program: 'socat',
    time,
    meaning,
    client: parseEndpoint(found[1] ?? ''),
    pid: toPid(head[2]),
    quote: message,
  });
}

export const logFormat: LogFormat = { id: 'socat', read };
