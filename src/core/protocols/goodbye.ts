/**
 * The fixed message with which a client takes leave, and nothing behind it: QUIT of SMTP, FTP, POP, NNTP, IRC and Redis, LOGOUT
 * of IMAP, the end of an XMPP stream, DISCONNECT of MQTT, COM_QUIT of MySQL, Terminate and CancelRequest of PostgreSQL (the server
 * closes upon it), unbind of LDAP, Close of a WebSocket, and over ISO transport (RFC 1006) the conclude request of MMS (ISO 9506),
 * a session’s FINISH or DISCONNECT (X.225), a DR (X.224).
 */
import { hasText, startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

/** A line with a reason fits into this. */
const LINE_MAX = 128;

const LF = 0x0a;
const SPACE = 0x20;
const CR = 0x0d;

/** Whole messages. */
const FIXED: readonly string[] = [
  '</stream:stream>',
  '*1\r\n$4\r\nQUIT\r\n',
  '*1\r\n$4\r\nquit\r\n',
  '\xe0\0',
  '\xe0\x01\0',
  '\xe0\x02\0\0',
  '\x01\0\0\0\x01',
  'X\0\0\0\x04',
];

const TPKT = 3;
const LDAP = 0x30;

/** FIN and opcode 8, then the mask bit and the length, the mask, and a status or nothing (RFC 6455 §5.5.1, §5.3). */
const WEBSOCKET_CLOSE = 0x88;
const MASKED = 0x80;
const WEBSOCKET_HEAD = 6;
/** Done, gone away (§7.4.1). */
const ORDINARY_ENDS: readonly number[] = [1000, 1001];

const LETTER_A = 0x41;

/** What the second octet of an X.224 TPDU says (§13), and what a session’s SPDU begins with (X.225 §8.3). */
const DISCONNECT_REQUEST = 0x80;
const DATA = 0xf0;
const FINISH = 9;
const DISCONNECT = 10;

/** The application tag [11] of MMS, empty: conclude-RequestPDU. */
const MMS_CONCLUDE = 0x8b00;
const MMS_MAX = 32;

/** Application tag [2] of LDAP, empty: an UnbindRequest (RFC 4511 §4.3). */
const LDAP_UNBIND = 0x4200;

/** By first byte, the whole messages that begin with it. */
const fixed: readonly (readonly string[])[] = Array.from({ length: 256 }, (_, byte) =>
  FIXED.filter((text) => text.charCodeAt(0) === byte),
);

/** In place of a version (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
const CANCEL_REQUEST = 0x04d2_162e;

const letters = Array.from({ length: 26 }, (_, i) => [LETTER_A + i, LETTER_A + i + 0x20]).flat();
const digits = Array.from({ length: 10 }, (_, i) => LDAP + i);

export const protocol: Protocol = {
  id: 'goodbye',
  kind: 'goodbye',
  firstBytes: [
    ...new Set([...FIXED.map((text) => text.charCodeAt(0)), 0, TPKT, WEBSOCKET_CLOSE, ...letters, ...digits]),
  ],
  matches: (view, start, end) => {
    if (end - start > LINE_MAX) return -1;
    const isGoodbye =
      isFixed(view, start, end) ||
      isQuit(view, start, end) ||
      isLogout(view, start, end) ||
      isUnbind(view, start, end) ||
      isCancelRequest(view, start, end) ||
      isWebSocketClose(view, start, end) ||
      isIsoGoodbye(view, start, end);
    return isGoodbye ? 0 : -1;
  },
};

function isFixed(view: DataView, start: number, end: number): boolean {
  for (const text of fixed[view.getUint8(start)] ?? [])
    if (end - start === text.length && startsWith(view, start, end, text)) return true;
  return false;
}

/** The only line there is. */
function isLine(view: DataView, start: number, end: number): boolean {
  if (view.getUint8(end - 1) !== LF) return false;
  for (let at = start; at < end; at += 1) if (view.getUint8(at) === LF) return at === end - 1;
  return false;
}

/** A command and nothing, or words of farewell, behind it. */
function isQuit(view: DataView, start: number, end: number): boolean {
  if (!hasText(view, start, end, 'quit') || !isLine(view, start, end)) return false;
  return isEndOfWord(view.getUint8(start + 4));
}

/** IMAP (RFC 9051 §6.1.3): a tag, then the command. */
function isLogout(view: DataView, start: number, end: number): boolean {
  if (!isLine(view, start, end)) return false;
  let at = start;
  while (at < end && view.getUint8(at) > SPACE) at += 1;
  return view.getUint8(at) === SPACE && hasText(view, at + 1, end, 'logout') && isEndOfWord(view.getUint8(at + 7));
}

function isEndOfWord(byte: number): boolean {
  return byte === SPACE || byte === CR || byte === LF;
}

function isUnbind(view: DataView, start: number, end: number): boolean {
  const length = end - start;
  return (
    length >= 7 &&
    view.getUint8(start) === LDAP &&
    view.getUint8(start + 1) === length - 2 &&
    view.getUint16(end - 2) === LDAP_UNBIND &&
    view.getUint8(start + 3) === length - 6
  );
}

/** Its own length, its code, a process and a key; since version 3.2 the key may be longer. */
function isCancelRequest(view: DataView, start: number, end: number): boolean {
  const length = end - start;
  return length >= 16 && view.getUint32(start) === length && view.getUint32(start + 4) === CANCEL_REQUEST;
}

/** A client’s, which is masked; with another status it is a complaint. */
function isWebSocketClose(view: DataView, start: number, end: number): boolean {
  const length = end - start - WEBSOCKET_HEAD;
  if (length < 0 || view.getUint16(start) !== (WEBSOCKET_CLOSE << 8) + MASKED + length) return false;
  if (length < 2) return length === 0;
  const status = view.getUint16(start + WEBSOCKET_HEAD) ^ view.getUint16(start + 2);
  return ORDINARY_ENDS.includes(status);
}

function isIsoGoodbye(view: DataView, start: number, end: number): boolean {
  const length = end - start;
  if (length < 8 || view.getUint16(start) !== TPKT << 8 || view.getUint16(start + 2) !== length) return false;
  const tpdu = view.getUint8(start + 5);
  if (tpdu === DISCONNECT_REQUEST) return true;
  if (tpdu !== DATA) return false;
  const spdu = view.getUint8(start + 7);
  return spdu === FINISH || spdu === DISCONNECT || (length <= MMS_MAX && view.getUint16(end - 2) === MMS_CONCLUDE);
}
