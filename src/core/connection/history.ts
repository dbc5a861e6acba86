/**
 * Zeek's history: a letter for each kind of thing an end did, in order (scripts/base/protocols/conn/main.zeek; letters are
 * added by src/Conn.cc, update_history and update_window of TCPSessionAdapter.cc, TCP_Endpoint.cc). The client's letters
 * are upper case. `a` and `d` come once an end; `s`, `h`, `f`, `r` again where the sequence number differs from the last;
 * `g`, `t`, `w` at the first, tenth, hundredth time. The first letters are in a tree that all share, the rest of a long history
 * in a map, which few connections need.
 */
import { ACK, FIN, RST, SYN } from '../model/packet.ts';
import { HistoryTree } from './history-tree.ts';
import { type ConnectionRecord, LONG_HISTORY } from './record.ts';

const SEEN_SYN = 1 << 0;
export const SEEN_FIN: number = 1 << 1;
const SEEN_RST = 1 << 2;
export const SEEN_DATA: number = 1 << 3;
export const SEEN_ACK: number = 1 << 4;
const SEEN_MULTIPLE = 1 << 5;
const SEEN_FIN_RST = 1 << 6;
export const SERVER_SHIFT = 8;

const LOWER_CASE = 0x20;

/** A history is cut here; Zeek's have no limit, but no reader needs more. */
const LONGEST = 255;

/** Letters as bytes, upper case. */
export const LETTER_A = 0x41;
export const LETTER_D = 0x44;
export const LETTER_F = 0x46;
export const LETTER_G = 0x47;
export const LETTER_R = 0x52;
export const LETTER_T = 0x54;
export const LETTER_W = 0x57;
export const LETTER_FLIP = 0x5e;
const LETTER_H = 0x48;
const LETTER_I = 0x49;
const LETTER_Q = 0x51;
const LETTER_S = 0x53;

/** What the first segment of its kind adds to the history; `isNew` says whether a repeated kind differs from the last. */
export class Histories {
  readonly #tree = new HistoryTree();
  readonly #rest = new Map<number, string>();

  /** Adds the letter of a segment without SYN, FIN or RST. */
  addOrdinary(record: ConnectionRecord, byServer: number, flags: number, payloadLength: number): void {
    const kind = payloadLength > 0 ? SEEN_DATA : SEEN_ACK;
    const mask = kind << (byServer * SERVER_SHIFT);
    const seen = record.historySeen;
    if ((seen & mask) !== 0 || (payloadLength === 0 && !(flags & ACK))) return;
    record.historySeen = seen | mask;
    this.add(record, byServer, payloadLength > 0 ? LETTER_D : LETTER_A);
  }

  /** Adds the letter of a segment with SYN, FIN or RST. `differs`: the last of this kind had another sequence number. */
  addControl(record: ConnectionRecord, byServer: number, flags: number, differs: boolean): void {
    const control = flags & (FIN | SYN | RST);
    if (control === SYN) this.#addOnceOr(record, byServer, SEEN_SYN, flags & ACK ? LETTER_H : LETTER_S, differs);
    else if (control === FIN) this.#addOnceOr(record, byServer, SEEN_FIN, LETTER_F, differs);
    else if (control === RST) this.#addOnceOr(record, byServer, SEEN_RST, LETTER_R, differs);
    else if ((control & (FIN | RST)) === (FIN | RST)) this.#addOnceOr(record, byServer, SEEN_FIN_RST, LETTER_I, false);
    else this.#addOnceOr(record, byServer, SEEN_MULTIPLE, LETTER_Q, false);
  }

  /** Adds a letter that comes at the first, tenth, hundredth, … time; `count` is the how many-th time this is. */
  addScaled(record: ConnectionRecord, byServer: number, letter: number, count: number): void {
    if (count === 1 || count === 10 || count === 100 || count === 1000 || count === 10_000) {
      this.add(record, byServer, letter);
    }
  }

  /** Adds a letter, given in upper case. */
  add(record: ConnectionRecord, byServer: number, letter: number): void {
    const cased = byServer === 1 && letter !== LETTER_FLIP ? letter | LOWER_CASE : letter;
    const longer = record.has(LONG_HISTORY) ? 0 : this.#tree.extend(record.history, cased);
    if (longer > 0) record.history = longer;
    else this.#addToRest(record, cased);
  }

  /** After the ends exchanged roles: what was seen of one was seen of the other. */
  swap(record: ConnectionRecord): void {
    const seen = record.historySeen;
    record.historySeen = ((seen << SERVER_SHIFT) | (seen >> SERVER_SHIFT)) & 0xffff;
    this.add(record, 0, LETTER_FLIP);
  }

  /** The whole history. */
  read(record: ConnectionRecord): string {
    const text = this.#tree.textOf(record.history);
    return record.has(LONG_HISTORY) ? text + (this.#rest.get(record.stream) ?? '') : text;
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (record.has(LONG_HISTORY)) this.#rest.delete(record.stream);
  }

  #addToRest(record: ConnectionRecord, letter: number): void {
    const rest = this.#rest.get(record.stream) ?? '';
    if (this.#tree.textOf(record.history).length + rest.length >= LONGEST) return;
    record.mark(LONG_HISTORY);
    this.#rest.set(record.stream, rest + String.fromCharCode(letter));
  }

  #addOnceOr(record: ConnectionRecord, byServer: number, kind: number, letter: number, again: boolean): void {
    const mask = kind << (byServer * SERVER_SHIFT);
    const seen = record.historySeen;
    if ((seen & mask) !== 0 && !again) return;
    record.historySeen = seen | mask;
    this.add(record, byServer, letter);
  }
}

/** Whether either end sent a segment of this kind. */
export function hasSeen({ historySeen }: ConnectionRecord, kind: number): boolean {
  return (historySeen & (kind | (kind << SERVER_SHIFT))) !== 0;
}
