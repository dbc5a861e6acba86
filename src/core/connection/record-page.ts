/** A page of records: one buffer, seen in every size a field has. */
import { BlockPool } from './block-pool.ts';
import { RECORD_BYTES } from './record-layout.ts';

/**
 * Where in its buffer the first record starts. Memory for so much begins 16 bytes behind the start of a page, where malloc is
 * glibc's: 48 bytes more, and each record starts where a line of the caches does.
 */
const FIRST = 48;

/** The page. The arrays are views of one buffer. */
export class RecordPage {
  readonly words: Int32Array;
  readonly halves: Uint16Array;
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  /** Where the rare parts of its records lie. */
  readonly rare: BlockPool;
  /** Where the prefix pool has the upper bytes of the slots' IPv6 addresses. Made with the first such connection. */
  prefixPlaces: Int32Array | undefined = undefined;

  constructor(slots: number, rare: BlockPool) {
    const buffer = new ArrayBuffer(FIRST + slots * RECORD_BYTES);
    this.rare = rare;
    this.words = new Int32Array(buffer, FIRST);
    this.halves = new Uint16Array(buffer, FIRST);
    this.bytes = new Uint8Array(buffer, FIRST);
    this.floats = new Float32Array(buffer, FIRST);
    this.doubles = new Float64Array(buffer, FIRST);
  }
}

/** Where cursors stand before they are moved. */
export const NO_PAGE: RecordPage = new RecordPage(0, new BlockPool(0, 0));
