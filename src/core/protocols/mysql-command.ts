/**
 * What a client of MySQL or MariaDB asks (https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html): its handshake
 * response, and commands, each a packet with a length of three bytes and sequence number 0. Where the handshake was not seen,
 * only statements of a known word are taken for one. Those that are not answered, or for ever, are none.
 */
import { commandNumber, LOGIN, MYSQL_COMMANDS, SQL_WORDS } from '../model/command.ts';
import { hasText } from './_bytes.ts';
import { findSqlWord, sqlWordsOf } from './_command-words.ts';
import type { Protocol } from './_protocol.ts';
import { codeOf, UNFINISHED } from './_utterance-code.ts';

const HEAD = 4;
const COM_QUERY = 0x03;
const COM_STMT_PREPARE = 0x16;

/** Of a handshake response: CLIENT_PROTOCOL_41, and where its zeros are. */
const PROTOCOL_41 = 0x200;
const ZEROS_FROM = 9;
const ZEROS_UNTIL = 28;
const RESPONSE_MIN = 33;
/** Names and attributes of a connection; what is longer is something else. */
const RESPONSE_MAX = 0xffff;

const sql = sqlWordsOf('MySQL');
const login = commandNumber('MySQL', LOGIN);
/** By their byte, the numbers of commands. */
const numbers: readonly number[] = Array.from({ length: 256 }, (_, byte) =>
  commandNumber('MySQL', MYSQL_COMMANDS.get(byte) ?? ''),
);
/** Those that may be longer than a segment, and are told by more than their byte and length. */
const LONG: ReadonlySet<number> = new Set(
  [...SQL_WORDS, 'COM_STMT_EXECUTE'].map((name) => commandNumber('MySQL', name)),
);
const LOGGED_IN = codeOf('command', login);

export const protocol: Protocol = {
  id: 'mysql-command',
  kind: 'command',
  firstBytes: Array.from({ length: 256 }, (_, byte) => byte),
  matches: (view, start, end, own) => {
    if (end - start <= HEAD) return -1;
    const sequence = view.getUint8(start + 3);
    if (sequence === 1) return readResponse(view, start, end);
    return sequence === 0 ? readCommands(view, start, end, (own & ~UNFINISHED) === LOGGED_IN) : -1;
  },
};

function lengthAt(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function readResponse(view: DataView, start: number, end: number): number {
  const body = start + HEAD;
  const length = lengthAt(view, start);
  if (length < RESPONSE_MIN || length > RESPONSE_MAX || length < end - body || end - body < RESPONSE_MIN) return -1;
  if ((view.getUint32(body, true) & PROTOCOL_41) === 0) return -1;
  for (let at = body + ZEROS_FROM; at < body + ZEROS_UNTIL; at += 1) if (view.getUint8(at) !== 0) return -1;
  return length === end - body ? login : login | UNFINISHED;
}

/** One command or several; the number of the last that is answered. */
function readCommands(view: DataView, start: number, end: number, isKnown: boolean): number {
  let number = -1;
  for (let at = start; at < end; ) {
    if (end - at <= HEAD || view.getUint8(at + 3) !== 0) return -1;
    const after = at + HEAD + lengthAt(view, at);
    if (after === at + HEAD) return -1;
    const command = readCommand(view, at + HEAD, Math.min(after, end), isKnown || at > start);
    if (after > end) return LONG.has(command) ? command | UNFINISHED : -1;
    if (command < 0 && at === start && !isKnown) return -1;
    if (command >= 0) number = command;
    at = after;
  }
  return number;
}

/** The number of a command; −1 where it is none that is answered. */
function readCommand(view: DataView, start: number, end: number, isKnown: boolean): number {
  const command = view.getUint8(start);
  const number = numbers[command] ?? -1;
  if (command !== COM_QUERY && command !== COM_STMT_PREPARE) return isKnown ? number : -1;
  const text = skipAttributes(view, start + 1, end);
  const word = findSqlWord(sql, view, text, end);
  if (word >= 0 || !isKnown || hasText(view, text, end, 'shutdown')) return word;
  return number;
}

/** Behind the number of query attributes (CLIENT_QUERY_ATTRIBUTES), where it is none: 0, then the number of sets, 1. */
function skipAttributes(view: DataView, start: number, end: number): number {
  return end - start > 2 && view.getUint16(start) === 1 ? start + 2 : start;
}
