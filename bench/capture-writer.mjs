// Writes pcap (https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap) and pcapng
// (https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng) files, little-endian, with microsecond times, through one buffer in which frames are
// built in place.

import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 4 << 20;
const LARGEST_RECORD = 70_000;
const ETHERNET = 1;

/** A capture file being written. Build a frame in `bytes` at `frameStart()`, then `commit` it. */
export class CaptureWriter {
  bytes = new Uint8Array(BUFFER_BYTES);
  packets = 0;
  #view = new DataView(this.bytes.buffer);
  #length = 0;
  #flushed = 0;
  #file;
  #format;
  #snapLength;

  /**
   * @param {string} path the file to make; an existing one is replaced
   * @param {'pcap' | 'pcapng'} format
   * @param {number} snapLength how many bytes of a frame are kept
   */
  constructor(path, format, snapLength) {
    this.#file = openSync(path, 'w');
    this.#format = format === 'pcapng' ? pcapng : pcap;
    this.#snapLength = snapLength;
    this.#length = this.#format.writeHeader(this.#view, snapLength);
  }

  /** How many bytes the file has so far. */
  get size() {
    return this.#flushed + this.#length;
  }

  /** Where in `bytes` the next frame goes; there is room for the largest. */
  frameStart() {
    if (this.#length + LARGEST_RECORD > BUFFER_BYTES) this.#flush();
    return this.#length + this.#format.headerLength;
  }

  /**
   * Keeps the frame just built at `frameStart()`.
   *
   * @param {number} timeUs
   * @param {number} wireLength
   */
  commit(timeUs, wireLength) {
    const captured = Math.min(wireLength, this.#snapLength);
    this.#length = this.#format.finishRecord(this.#view, this.#length, timeUs, captured, wireLength);
    this.packets++;
  }

  close() {
    this.#flush();
    closeSync(this.#file);
  }

  #flush() {
    for (let at = 0; at < this.#length; ) at += writeSync(this.#file, this.bytes, at, this.#length - at);
    this.#flushed += this.#length;
    this.#length = 0;
  }
}

/**
 * @typedef {object} Format
 * @property {number} headerLength of a packet record, before the frame
 * @property {(view: DataView, snapLength: number) => number} writeHeader starts the file; returns where packets begin
 * @property {(view: DataView, at: number, timeUs: number, captured: number, wireLength: number) => number} finishRecord
 *   completes the record at `at`, whose frame is in place; returns where the next begins
 */

/** @type {Format} */
const pcap = {
  headerLength: 16,

  writeHeader(view, snapLength) {
    view.setUint32(0, 0xa1b2c3d4, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, snapLength, true);
    view.setUint32(20, ETHERNET, true);
    return 24;
  },

  finishRecord(view, at, timeUs, captured, wireLength) {
    view.setUint32(at, Math.floor(timeUs / 1e6), true);
    view.setUint32(at + 4, timeUs % 1e6, true);
    view.setUint32(at + 8, captured, true);
    view.setUint32(at + 12, wireLength, true);
    return at + 16 + captured;
  },
};

/** @type {Format} */
const pcapng = {
  headerLength: 28,

  /** A section header block without a length, then one interface description block. */
  writeHeader(view, snapLength) {
    view.setUint32(0, 0x0a0d0d0a, true);
    view.setUint32(4, 28, true);
    view.setUint32(8, 0x1a2b3c4d, true);
    view.setUint16(12, 1, true);
    view.setBigInt64(16, -1n, true);
    view.setUint32(24, 28, true);
    view.setUint32(28, 1, true);
    view.setUint32(32, 20, true);
    view.setUint16(36, ETHERNET, true);
    view.setUint32(40, snapLength, true);
    view.setUint32(44, 20, true);
    return 48;
  },

  /** An enhanced packet block, its data padded to four bytes. */
  finishRecord(view, at, timeUs, captured, wireLength) {
    const padding = -captured & 3;
    const blockLength = 32 + captured + padding;
    view.setUint32(at, 6, true);
    view.setUint32(at + 4, blockLength, true);
    view.setUint32(at + 8, 0, true);
    view.setUint32(at + 12, Math.floor(timeUs / 0x1_0000_0000), true);
    view.setUint32(at + 16, timeUs % 0x1_0000_0000, true);
    view.setUint32(at + 20, captured, true);
    view.setUint32(at + 24, wireLength, true);
    for (let index = 0; index < padding; index++) view.setUint8(at + 28 + captured + index, 0);
    view.setUint32(at + blockLength - 4, blockLength, true);
    return at + blockLength;
  },
};
