/** DNS messages (RFC 1035 §4.1): a question for the addresses of a name, and what an answer to it says. */
import { formatIpv4, formatIpv6 } from '../../core/bytes/address.ts';
import type { Family } from '../model.ts';

/** Types of records: A (RFC 1035 §3.2.2), AAAA (RFC 3596 §2.1). */
const TYPES: Readonly<Record<Family, number>> = { 4: 1, 6: 28 };

/** Codes of answers (RFC 1035 §4.1.1), as c-ares names them. */
const CODES: Readonly<Record<number, string>> = { 1: 'EFORMERR', 2: 'ESERVFAIL', 4: 'ENOTIMP', 5: 'EREFUSED' };
const NO_SUCH_NAME = 3;

/** Where the question begins, and the bytes of its type and class. */
const HEADER_LENGTH = 12;
const TAIL_LENGTH = 4;

/** What a resolver said. */
export interface NameAnswer {
  readonly outcome: 'known' | 'unknown' | 'failed';
  readonly addresses: readonly string[];
  /** Of a failure. */
  readonly code?: string;
}

/** The question, recursion desired; `undefined` where the text is no name that DNS could have. */
export function encodeQuestion(name: string, family: Family, id: number): Buffer | undefined {
  const labels = name.replace(/\.$/, '').split('.');
  const isName = labels.every((label) => /^[\x21-\x7e]{1,63}$/.test(label)) && name.length <= 253;
  if (!isName) return undefined;
  const head = Buffer.from([id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]);
  return Buffer.concat([head, ...parts, Buffer.from([0, 0, TYPES[family], 0, 1])]);
}

/** Reads the answer to a question. `undefined` for bytes that are none: another id, another question, cut off. */
export function readAnswer(message: Buffer, question: Buffer, family: Family): NameAnswer | undefined {
  if (message.length < HEADER_LENGTH) return undefined;
  const flags = message.readUInt16BE(2);
  // A response (QR) to a standard query (opcode 0), with the same id.
  if (message.readUInt16BE(0) !== question.readUInt16BE(0) || (flags & 0xf800) !== 0x8000) return undefined;
  const code = flags & 0xf;
  const questions = message.readUInt16BE(4);
  // Who cannot read a question need not repeat it.
  if (questions === 0 && (code === 1 || code === 4)) return { outcome: 'failed', addresses: [], code: CODES[code]! };
  const asked = question.subarray(HEADER_LENGTH);
  const repeated = message.subarray(HEADER_LENGTH, question.length);
  const isSame =
    lower(repeated) === lower(asked) && repeated.subarray(-TAIL_LENGTH).equals(asked.subarray(-TAIL_LENGTH));
  if (questions !== 1 || !isSame) return undefined;
  if (code === NO_SUCH_NAME) return { outcome: 'unknown', addresses: [] };
  if (code !== 0) return { outcome: 'failed', addresses: [], code: CODES[code] ?? `code ${code}` };
  const addresses = readAddresses(message, question.length, message.readUInt16BE(6), family);
  if (addresses === undefined) return undefined;
  return { outcome: addresses.length > 0 ? 'known' : 'unknown', addresses };
}

/** Names are compared without case (RFC 1035 §2.3.3). */
function lower(bytes: Buffer): string {
  return bytes.toString('latin1').toLowerCase();
}

/** Addresses of the answer section, whatever name an alias leads to. `undefined` where it is cut off. */
function readAddresses(message: Buffer, start: number, count: number, family: Family): string[] | undefined {
  const length = family === 4 ? 4 : 16;
  const addresses: string[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const end = skipName(message, at);
    if (end === undefined || end + 10 > message.length) return undefined;
    const size = message.readUInt16BE(end + 8);
    const data = message.subarray(end + 10, end + 10 + size);
    if (data.length < size) return undefined;
    if (message.readUInt16BE(end) === TYPES[family] && message.readUInt16BE(end + 2) === 1 && size === length) {
      addresses.push(formatAddress(data));
    }
    at = end + 10 + size;
  }
  return [...new Set(addresses)];
}

/** Where a name ends: with an empty label, or with a pointer (RFC 1035 §4.1.4). */
function skipName(message: Buffer, start: number): number | undefined {
  let at = start;
  for (;;) {
    const length = message[at];
    if (length === undefined) return undefined;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    if (length > 63) return undefined;
    at += 1 + length;
  }
}

function formatAddress(bytes: Buffer): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length === 4 ? formatIpv4(view, 0) : formatIpv6(view, 0);
}
