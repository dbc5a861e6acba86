/** A page of records: one buffer, seen in every size a field has. */
import { BlockPool } from './block-pool.ts';
import { RECORD_BYTES } from './record-layout.ts';

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
    const buffer = new ArrayBuffer(slots * RECORD_BYTES);
    this.rare = rare;
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }
}

/** Where cursors stand before they are moved. */
export const NO_PAGE: RecordPage = new RecordPage(0, new BlockPool(0, 0));
