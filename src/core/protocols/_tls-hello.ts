/**
 * ClientHello and ServerHello (RFC 8446 §4.1.2, §4.1.3, RFC 5246 §7.4.1): the version, and which extensions are there. Reads
 * what was captured of the message's first segment and no further; nothing is allocated.
 */
import { TLS_VERSIONS } from '../model/tls.ts';
import {
  ASKS_CERTIFICATE,
  HAS_ALPN,
  HAS_ENCRYPTED_HELLO,
  HAS_SERVER_NAME,
  IS_ALONE,
  IS_WHOLE,
  packHandshake,
} from './_tls-handshake-bits.ts';
import { HEADER, recordLength } from './_tls-record.ts';

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE_REQUEST = 13;
const MESSAGE_HEADER = 4;
const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;

/** How the random of a HelloRetryRequest begins (RFC 8446 §4.1.3). */
const RETRY = 0xcf21_ad74;

/** Version 2 bytes, random 32. */
const BEFORE_SESSION_ID = 34;

const SERVER_NAME = 0;
const HOST_NAME = 0;
/** RFC 1035 §2.3.4. */
const LONGEST_NAME = 255;
const ALPN = 16;
const PADDING = 21;
/** What a length of 24 bits is less than. */
const MESSAGE_MAX = 0x100_0000;
const SUPPORTED_VERSIONS = 43;
const ENCRYPTED_CLIENT_HELLO = 0xfe0d;

/** 0x0300 to 0x0304: places in `TLS_VERSIONS` from 1 on; 0 for drafts, GREASE and what nobody knows. */
function placeOf(version: number): number {
  const place = version - 0x0300 + 1;
  return place > 0 && place < TLS_VERSIONS.length ? place : 0;
}

/** Detail of the ClientHello whose message starts at `message`. */
export function readClientHello(view: DataView, message: number, end: number): number {
  const body = message + MESSAGE_HEADER;
  if (end - body < 2) return packHandshake(CLIENT_HELLO, 0, 0);
  const legacy = placeOf(view.getUint16(body));
  let at = body + BEFORE_SESSION_ID;
  at = skip(view, at, end, 1);
  at = skip(view, at, end, 2);
  at = skip(view, at, end, 1);
  const messageEnd = body + (view.getUint32(message) & 0xffffff);
  // No extensions at all (RFC 5246 §7.4.1.2): the hello ends here.
  if (at === messageEnd) return packHandshake(CLIENT_HELLO, legacy, IS_WHOLE);
  return readExtensions(view, at, end, CLIENT_HELLO, legacy);
}

/** Walks extensions from their length on; versions count only where the list of them was seen, or there is none. */
function readExtensions(view: DataView, start: number, end: number, type: number, legacy: number): number {
  if (start + 2 > end) return packHandshake(type, 0, 0);
  const stop = start + 2 + view.getUint16(start);
  let version = 0;
  let flags = 0;
  let at = start + 2;
  while (at + 4 <= Math.min(stop, end)) {
    const extension = view.getUint16(at);
    const length = view.getUint16(at + 2);
    const body = at + 4;
    if (extension === SERVER_NAME) flags |= HAS_SERVER_NAME;
    else if (extension === ALPN) flags |= HAS_ALPN;
    else if (extension === ENCRYPTED_CLIENT_HELLO) flags |= HAS_ENCRYPTED_HELLO;
    else if (extension === SUPPORTED_VERSIONS) version = readVersions(view, body, Math.min(body + length, end), type);
    at = body + length;
  }
  if (at !== stop || stop > end) return packHandshake(type, version, type === CLIENT_HELLO ? flags : 0);
  return packHandshake(type, version || legacy, type === CLIENT_HELLO ? flags | IS_WHOLE : 0);
}

/** The highest version a client offers; the one a server chose. */
function readVersions(view: DataView, start: number, end: number, type: number): number {
  if (type === SERVER_HELLO) return start + 2 <= end ? placeOf(view.getUint16(start)) : 0;
  let highest = 0;
  for (let at = start + 1; at + 2 <= end; at += 2) highest = Math.max(highest, placeOf(view.getUint16(at)));
  return highest;
}

/**
 * The name in the ClientHello (RFC 6066 §3) that starts here, perhaps behind a change of cipher, where it was captured and is
 * printable ASCII.
 */
export function readServerName(view: DataView, start: number, end: number): string | undefined {
  const body = messageOf(view, start, end) + MESSAGE_HEADER;
  let at = skip(view, body + BEFORE_SESSION_ID, end, 1);
  at = skip(view, at, end, 2);
  at = skip(view, at, end, 1) + 2;
  while (at + 4 <= end) {
    const next = at + 4 + view.getUint16(at + 2);
    // Length of the list 2 bytes, type of the name 1, its length 2.
    if (view.getUint16(at) === SERVER_NAME) return readName(view, at + 9, Math.min(next, end));
    at = next;
  }
  return undefined;
}

/** Where the first message of the handshake begins, in a segment that a record of it begins. */
function messageOf(view: DataView, start: number, end: number): number {
  const isBehind = start < end && view.getUint8(start) === CHANGE_CIPHER_SPEC;
  return start + (isBehind ? HEADER + 1 : 0) + HEADER;
}

/**
 * What the ClientHello that starts here is like apart from the name: a number that is the same where one program calls two servers
 * in the same way. It is made of the length without name and padding (RFC 7685), which depend on each other, and of the extensions that
 * were captured, in whatever order, without those that are there to be ignored (RFC 8701).
 */
export function readLikeness(view: DataView, start: number, end: number): number {
  const message = messageOf(view, start, end);
  const body = message + MESSAGE_HEADER;
  if (body > end) return 0;
  const messageEnd = body + (view.getUint32(message) & 0xffffff);
  let at = skip(view, body + BEFORE_SESSION_ID, end, 1);
  at = skip(view, at, end, 2);
  at = skip(view, at, end, 1) + 2;
  let length = messageEnd - body;
  let extensions = 0;
  while (at + 4 <= Math.min(messageEnd, end)) {
    const extension = view.getUint16(at);
    const size = 4 + view.getUint16(at + 2);
    if (extension === SERVER_NAME || extension === PADDING) length -= size;
    else if ((extension & 0x0f0f) !== 0x0a0a) extensions += extension + 1;
    at += size;
  }
  return extensions * MESSAGE_MAX + length;
}

function readName(view: DataView, start: number, end: number): string | undefined {
  if (start >= end || view.getUint8(start - 3) !== HOST_NAME) return undefined;
  const length = view.getUint16(start - 2);
  if (length === 0 || length > LONGEST_NAME || start + length > end) return undefined;
  let name = '';
  for (let at = start; at < start + length; at += 1) {
    const byte = view.getUint8(at);
    if (byte <= 0x20 || byte > 0x7e) return undefined;
    name += String.fromCharCode(byte);
  }
  return name;
}

/** Past a list that begins with its length in so many bytes; beyond the end where it does not fit. */
function skip(view: DataView, at: number, end: number, width: number): number {
  if (at + width > end) return end + 1;
  return at + width + (width === 1 ? view.getUint8(at) : view.getUint16(at));
}

/** Detail of the ServerHello whose message starts at `message`. */
export function readServerHello(view: DataView, message: number, end: number): number {
  const body = message + MESSAGE_HEADER;
  if (end - body < 2) return packHandshake(SERVER_HELLO, 0, 0);
  const legacy = placeOf(view.getUint16(body));
  const messageEnd = body + (view.getUint32(message) & 0xffffff);
  // Cipher suite 2 bytes, compression method 1.
  const at = skip(view, body + BEFORE_SESSION_ID, end, 1) + 3;
  if (at > end) return packHandshake(SERVER_HELLO, 0, 0);
  const hello =
    at === messageEnd
      ? packHandshake(SERVER_HELLO, legacy, 0)
      : readExtensions(view, at, Math.min(end, messageEnd), SERVER_HELLO, legacy);
  const asks = asksCertificate(view, message - HEADER, end) ? ASKS_CERTIFICATE : 0;
  return hello | packHandshake(0, 0, asks | (isAlone(view, message, end) ? IS_ALONE : 0));
}

/** Nothing is behind it but a change of cipher; not so a HelloRetryRequest, which is all that its server says (RFC 8446 §4.1.3). */
function isAlone(view: DataView, message: number, end: number): boolean {
  const recordEnd = message + view.getUint16(message - HEADER + 3);
  const messageEnd = message + MESSAGE_HEADER + (view.getUint32(message) & 0xffffff);
  if (messageEnd !== recordEnd || view.getUint32(message + MESSAGE_HEADER + 2) === RETRY) return false;
  const changeEnd = recordEnd + HEADER + 1;
  return recordEnd === end || (changeEnd === end && recordLength(view, recordEnd, end, CHANGE_CIPHER_SPEC) === 1);
}

/** Whether a CertificateRequest in plain text is among the messages of these records, as far as they were captured. */
function asksCertificate(view: DataView, start: number, end: number): boolean {
  for (let record = start; record + HEADER <= end && view.getUint8(record) === HANDSHAKE; ) {
    const recordEnd = record + HEADER + view.getUint16(record + 3);
    let message = record + HEADER;
    while (message + MESSAGE_HEADER <= Math.min(recordEnd, end)) {
      if (view.getUint8(message) === CERTIFICATE_REQUEST) return true;
      message += MESSAGE_HEADER + (view.getUint32(message) & 0xffffff);
    }
    // A message that goes on in the next record has its header in this one.
    if (message !== recordEnd) return false;
    record = recordEnd;
  }
  return false;
}
