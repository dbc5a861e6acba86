/** A page of records: one buffer, seen in every size a field has. */
import { RECORD_BYTES } from './record-layout.ts';

/** Upper twelve bytes of client and server address. */
export const PREFIX_BYTES = 24;

/** The page. The arrays are views of one buffer. */
export class RecordPage {
  readonly words: Int32Array;
  readonly halves: Uint16Array;
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  /** Of IPv6 addresses the record holds four bytes; the other twelve are here. Made with the first such connection. */
  prefixes: DataView | undefined = undefined;

  constructor(slots: number) {
    const buffer = new ArrayBuffer(slots * RECORD_BYTES);
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }
}

/** Where cursors stand before they are moved. */
export const NO_PAGE: RecordPage = new RecordPage(0);
