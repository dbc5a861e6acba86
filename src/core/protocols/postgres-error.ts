/**
 * An ErrorResponse of PostgreSQL that ends the session (severity FATAL or PANIC), alone or behind other messages of the
 * server (https://www.postgresql.org/docs/current/protocol-message-formats.html): type, length, fields of a letter and a text.
 */
import { STATED_ERRORS } from '../model/stated-error.ts';
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorNumber, errorWords } from './_stated-error.ts';

/** Types of messages that a server sends. */
const TYPES = '123ACDEGHIKNRSTVWZcdnstv';
const ERROR = 0x45;
const CODE = 0x43;
const CODE_LENGTH = 5;
const MESSAGE = 0x4d;
/** The severity in English, and where in its source a server found the error: fields that no pooler sends. */
const PLACES: readonly number[] = [0x56, 0x46, 0x4c, 0x52];

/** Said while the server starts, recovers, or stops: the text tells which. */
const CANNOT_CONNECT_NOW = '57P03';
const SHUTTING_DOWN = 'Mthe database system is shutting down';
const STOPS = STATED_ERRORS.findIndex(({ sign, meaning }) => sign === CANNOT_CONNECT_NOW && meaning === 'shutdown');

/** With PgBouncer all sorts of errors have this number, which servers have for a violation of the protocol. */
const PROTOCOL_VIOLATION = '08P01';
const pooler = errorWords('PgBouncer').map(([words, number]) => [`M${words}`, number] as const);

export const protocol: Protocol = {
  id: 'postgres-error',
  kind: 'stated-error',
  firstBytes: [...TYPES].map((type) => type.charCodeAt(0)),
  matches: (view, start, end) => {
    for (let at = start; at + 5 <= end && isType(view.getUint8(at)); ) {
      const length = view.getUint32(at + 1);
      const after = at + 1 + length;
      if (length < 4 || length > 0x00ff_ffff) return -1;
      if (view.getUint8(at) === ERROR) {
        const number = findFatal(view, at + 5, Math.min(after, end));
        if (number >= 0) return number;
      }
      at = after;
    }
    return -1;
  },
};

const isTypeByte: readonly boolean[] = Array.from({ length: 256 }, (_, byte) =>
  TYPES.includes(String.fromCharCode(byte)),
);

function isType(byte: number): boolean {
  return isTypeByte[byte] === true;
}

/** The error in these fields; −1 where it ends no session. Servers from version 9.6 on name the severity in English (V). */
function findFatal(view: DataView, start: number, end: number): number {
  let isFatal = false;
  let code = '';
  let stops = false;
  let pooled = -1;
  let isServers = false;
  for (let at = start; at < end && view.getUint8(at) !== 0; ) {
    if (startsWith(view, at, end, 'SFATAL\0') || startsWith(view, at, end, 'VFATAL\0')) isFatal = true;
    else if (startsWith(view, at, end, 'VPANIC\0')) isFatal = true;
    else if (view.getUint8(at) === CODE) code = readText(view, at + 1, Math.min(end, at + 1 + CODE_LENGTH));
    else if (startsWith(view, at, end, SHUTTING_DOWN)) stops = true;
    else if (view.getUint8(at) === MESSAGE)
      pooled = pooler.find(([words]) => startsWith(view, at, end, words))?.[1] ?? -1;
    if (PLACES.includes(view.getUint8(at))) isServers = true;
    while (at < end && view.getUint8(at) !== 0) at += 1;
    at += 1;
  }
  if (!isFatal || code.length !== CODE_LENGTH) return -1;
  if (code === CANNOT_CONNECT_NOW && stops) return STOPS;
  if (code === PROTOCOL_VIOLATION && !isServers) return pooled >= 0 ? pooled : errorNumber('PostgreSQL', 'FATAL');
  const number = errorNumber('PostgreSQL', code);
  return number >= 0 ? number : errorNumber('PostgreSQL', 'FATAL');
}

function readText(view: DataView, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(view.getUint8(at));
  return text;
}
