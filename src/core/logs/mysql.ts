/**
 * MariaDB and MySQL: `TIME THREAD [LEVEL] MESSAGE`, since MySQL 8 with `[MY-010914] [Server] ` before the message. Hours
 * below ten have a space before them. A name of a user may hold anything, so the reason is what stands last.
 *
 * Sources: mariadb sql/log.cc, sql/sql_connect.cc, sql/sql_class.cc (ER_NEW_ABORTING_CONNECTION), sql/mysqld.cc, sql/signal_handler.cc,
 * sql/share/errmsg-utf8.txt; mysql-server share/messages_to_error_log.txt.
 */
import type { LogMeaning } from '../model/witness.ts';
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD =
  /^(?:(\d{4}-\d\d-\d\d[ T] ?\d{1,2}:\d\d:\d\d(?:\.\d{6}Z?)?) )?\d{1,20} \[(?:Note|Warning|ERROR|Error|System)\] (?:\[MY-\d{6}\] \[[A-Za-z]{1,20}\] )?/;

/**
 * The handler of signals writes without a number of a thread: `261126 10:42:15 [ERROR] mysqld got signal 11 ;`, and MySQL 8
 * `2026-11-26T10:42:15Z UTC - mysqld got signal 11 ;`.
 */
const SIGNAL =
  /^(?:(\d\d)(\d\d)(\d\d) ([ \d]\d:\d\d:\d\d) \[ERROR\] |(?:\[ERROR\]|UTC -) )\S{1,200} got signal \d{1,2} ;$/;

const ABORTED =
  /^Aborted connection \d{1,20} to db: .{0,1000} host: '([^']{0,255})'(?: real ip: '[^']{0,60}')? \(([^()]{1,100})\)\.?$/;

const REASONS: Readonly<Record<string, LogMeaning>> = {
  KILLED: 'terminated',
  'Got timeout reading communication packets': 'idle',
  'Got timeout writing communication packets': 'client-stalled',
  "Got a packet bigger than 'max_allowed_packet' bytes": 'too-large',
  'Too many connections': 'connection-limit',
};

const RULES: readonly Rule[] = [
  { says: /^Error in accept: Too many open files(?: in system)?$/, meaning: 'descriptor-limit' },
  {
    says: /^\S{0,200}(?:mysqld|mariadbd)(?: \([^()]{1,60}\))?: Normal shutdown$/,
    meaning: 'shutdown',
  },
  { says: /^Received SHUTDOWN from user \S{0,100}\. Shutting down mysqld /, meaning: 'shutdown' },
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.includes(' [') ? HEAD.exec(line.text) : null;
  if (head === null) return line.text.includes(' got signal ') ? readSignal(line) : undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const aborted = message.startsWith('Aborted connection ') ? ABORTED.exec(message) : null;
  const meaning = aborted === null ? findRule(RULES, message)?.meaning : REASONS[aborted[2]!];
  if (meaning === undefined) return undefined;
  const time = chooseTime(head[1] === undefined ? undefined : parseTime(head[1].replace(/ {2}(?=\d:)/, ' 0')), line);
  return toReading({ program: 'MySQL', time, meaning, client: toHost(aborted?.[1]), quote: message });
}

function readSignal(line: LogLine): LogReading | undefined {
  const match = SIGNAL.exec(line.text.trimEnd());
  if (match === null) return undefined;
  const [all, year, month, day, clock] = match;
  const own = year === undefined ? undefined : parseTime(`20${year}-${month}-${day} ${clock!.replace(' ', '0')}`);
  return toReading({ program: 'MySQL', time: chooseTime(own, line), meaning: 'crash', quote: all });
}

export const logFormat: LogFormat = { id: 'mysql', read };
