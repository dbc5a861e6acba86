/** What a kind of message is to recognition: told by its first bytes, nothing else is looked at. */
import type { UtteranceKind } from '../model/utterance.ts';

/** In place of a length: the message comes in chunks, of which the last one ends it (RFC 9112 §7.1). */
export const CHUNKED = -2;

/** One kind of message. */
export interface Protocol {
  /** kebab-case; the file's name. */
  readonly id: string;
  readonly kind: UtteranceKind;
  /** What the first byte of such a message can be. */
  readonly firstBytes: readonly number[];
  /**
   * `Utterance.detail` with its marks (0 to 4095) where the bytes from `start` to before `end` begin such a message, else −1.
   * `own`, `other`: the codes of what this end and the other said first; 0 where that is not known, or this is the first.
   */
  readonly matches: (view: DataView, start: number, end: number, own: number, other: number) => number;
  /** How many bytes the message has by what its head says; `CHUNKED`, or −1 where it does not say. */
  readonly lengthOf?: (view: DataView, start: number, end: number) => number;
}
