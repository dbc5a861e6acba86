/**
 * What a client of PostgreSQL asks (https://www.postgresql.org/docs/current/protocol-message-formats.html): a simple query, or
 * messages of the extended protocol up to a Sync or Flush, which makes the server answer; what it says to log in. Told by
 * lengths that fit what is there; a query that is cut short also by its word. Nothing that holds a Terminate.
 */
import { commandNumber, LOGIN, QUERY } from '../model/command.ts';
import { hasText } from './_bytes.ts';
import { findSqlWord, sqlWordsOf } from './_command-words.ts';
import type { Protocol } from './_protocol.ts';
import { UNFINISHED } from './_utterance-code.ts';

const HEAD = 5;
const QUERY_MESSAGE = 0x51;
const PARSE = 0x50;
const PASSWORD = 0x70;
const FLUSH = 0x48;
/** Bind, Close, Describe, Execute, function call, copy data, its end and failure; Flush and Sync. */
const TYPES = 'BCDEFdcfHSPQp';
/** What makes the server answer. */
const ASKING = 'QSHFpcf';
/** Messages that are nothing but their head. */
const EMPTY = 'SHc';
/** A copy of many rows is not looked through. */
const FIRST_TYPES = 'BCDEFcfHSPQp';

/** MAX_STARTUP_PACKET_LENGTH (src/include/libpq/pqcomm.h). */
const STARTUP_MAX = 10_000;
const STARTUP_MIN = 16;
const MAJOR_VERSION = 3;
/** Codes in place of a version: SSLRequest, GSSENCRequest. A CancelRequest is answered by a close. */
const ENCRYPTION_REQUESTS: readonly number[] = [0x04d2_162f, 0x04d2_1630];
const LONGEST = 0x3fff_ffff;

const sql = sqlWordsOf('PostgreSQL');
const query = commandNumber('PostgreSQL', QUERY);
const copy = commandNumber('PostgreSQL', 'COPY');
const login = commandNumber('PostgreSQL', LOGIN);

export const protocol: Protocol = {
  id: 'postgres-command',
  kind: 'command',
  firstBytes: [0, ...[...FIRST_TYPES].map((type) => type.charCodeAt(0))],
  matches: (view, start, end) =>
    view.getUint8(start) === 0 ? readStartup(view, start, end) : readMessages(view, start, end),
};

const isType = membership(TYPES);
const isAsking = membership(ASKING);
const isEmpty = membership(EMPTY);

function membership(types: string): readonly boolean[] {
  return Array.from({ length: 256 }, (_, byte) => types.includes(String.fromCharCode(byte)));
}

function readStartup(view: DataView, start: number, end: number): number {
  const length = end - start;
  if (length < 8) return -1;
  const announced = view.getUint32(start);
  const code = view.getUint32(start + 4);
  if (length === 8) return announced === 8 && ENCRYPTION_REQUESTS.includes(code) ? login : -1;
  if (code >>> 16 !== MAJOR_VERSION || announced < STARTUP_MIN || announced > STARTUP_MAX) return -1;
  if (announced > length) return hasText(view, start + 8, end, 'user\0') ? login | UNFINISHED : -1;
  return announced === length && view.getUint16(end - 2) === 0 ? login : -1;
}

/** The messages must be whole; what the last of them lacks may be in the next segment, where it is the statement that asks. */
function readMessages(view: DataView, start: number, end: number): number {
  let number = -1;
  let asks = false;
  for (let at = start; at < end; ) {
    if (end - at < HEAD || isType[view.getUint8(at)] !== true) return -1;
    const type = view.getUint8(at);
    const length = view.getUint32(at + 1);
    const after = at + 1 + length;
    if (length < 4 || length > LONGEST || (isEmpty[type] === true && length !== 4)) return -1;
    if (number < 0) number = statementIn(view, type, at + HEAD, Math.min(after, end));
    if (after > end) {
      if (number < 0) return -1;
      return type === QUERY_MESSAGE && !asks ? number | UNFINISHED : asks ? number : -1;
    }
    if (type === QUERY_MESSAGE && (length < HEAD || view.getUint8(after - 1) !== 0)) return -1;
    // A Flush brings what is there already: alone, nothing.
    asks ||= isAsking[type] === true && (type !== FLUSH || at > start);
    at = after;
  }
  if (!asks) return -1;
  return number >= 0 ? number : otherwise(view.getUint8(start));
}

/** The number of the statement in this message; −1 where it is of no known word, or the message holds none. */
function statementIn(view: DataView, type: number, start: number, end: number): number {
  if (type === QUERY_MESSAGE) return findSqlWord(sql, view, start, end);
  if (type !== PARSE) return -1;
  let at = start;
  while (at < end && view.getUint8(at) !== 0) at += 1;
  return findSqlWord(sql, view, at + 1, end);
}

function otherwise(type: number): number {
  if (type === PASSWORD) return login;
  return type === 0x63 || type === 0x66 ? copy : query;
}
