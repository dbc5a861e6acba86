/**
 * What a reset says of itself in its payload: text, which RFC 9293 §3.5.3 allows and F5's BIG-IP writes where
 * `tm.rstcause.pkt` is on, or a code of draft-ietf-tcpm-rst-diagnostic-payload. Few resets have any, so these are objects,
 * limited in number.
 */
import type { ResetWords } from '../model/connection.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Segment } from '../packet/segment.ts';
import { type ConnectionRecord, HAS_RESET_WORDS } from './record.ts';

/** Connections whose reset says something, at once; characters kept of a text, and the fewest that are one. */
const CONNECTIONS_MAX = 100_000;
const TEXT_MAX = 120;
const TEXT_MIN = 4;

/** The draft's first two bytes; the reason follows in two, an enterprise number in four. */
const MAGIC = 0x33aa;
const DIAGNOSTIC_LENGTH = 8;

/** The words of all resets; of each connection those of the first reset that has any. */
export class ResetWordsOfAll {
  readonly #words = new Map<number, ResetWords>();

  /** Notes a reset that carries payload. */
  note(record: ConnectionRecord, segment: Segment, byServer: number): void {
    if (record.has(HAS_RESET_WORDS) || this.#words.size === CONNECTIONS_MAX) return;
    const said = readWords(segment);
    if (said === undefined) return;
    this.#words.set(record.stream, { number: segment.number, from: byServer === 1 ? 'server' : 'client', ...said });
    record.mark(HAS_RESET_WORDS);
  }

  read(record: ConnectionRecord): ResetWords | undefined {
    return record.has(HAS_RESET_WORDS) ? this.#words.get(record.stream) : undefined;
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    const words = this.read(record);
    if (words !== undefined) this.#words.set(record.stream, { ...words, from: otherSide(words.from) });
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (record.has(HAS_RESET_WORDS)) this.#words.delete(record.stream);
  }
}

function readWords({ view, payloadOffset, capturedPayload }: Segment): Pick<ResetWords, 'text' | 'reason'> | undefined {
  if (capturedPayload >= DIAGNOSTIC_LENGTH && view.getUint16(payloadOffset) === MAGIC) {
    const enterprise = view.getUint32(payloadOffset + 4);
    return enterprise === 0 ? { reason: view.getUint16(payloadOffset + 2) } : undefined;
  }
  let text = '';
  for (let at = 0; at < Math.min(capturedPayload, TEXT_MAX); at += 1) {
    const byte = view.getUint8(payloadOffset + at);
    // Text may end in zeros or a line break.
    if (byte === 0 || byte === 0x0a || byte === 0x0d) break;
    if (byte < 0x20 || byte > 0x7e) return undefined;
    text += String.fromCharCode(byte);
  }
  return text.length >= TEXT_MIN ? { text } : undefined;
}
