/**
 * Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5). Bytes that arrived first stay, whatever overlaps them later
 * (RFC 5722 would drop the datagram; a capture should rather show it). Datagrams, bytes and time are bounded, so that no
 * capture can make this grow; what exceeds a bound is given up, the oldest first, and counted.
 */
import type { TimeNs } from '../model/time.ts';
import type { Layer } from './layer.ts';

const MOST_DATAGRAMS = 1024;
const MOST_BYTES = 4 * 1024 * 1024;
/** What a piece costs besides its bytes, roughly. */
const PIECE_OVERHEAD = 128;
/** Linux waits 30 s (net.ipv4.ipfrag_time); RFC 8200 says 60. */
const LONGEST_WAIT_NS = 30e9;
const LARGEST_DATAGRAM = 65_535;

interface Piece {
  readonly start: number;
  readonly bytes: Uint8Array;
}

interface Datagram {
  readonly timeNs: TimeNs;
  /** IP header with all that precedes the fragmented part, from the first fragment; undefined until that came. */
  header: Uint8Array | undefined;
  destinationOffset: number;
  protocol: number;
  /** Sorted, never overlapping. */
  readonly pieces: Piece[];
  /** Length of the payload, once the last fragment has come. */
  length: number | undefined;
  /** Bytes of all pieces, and with what they cost besides. */
  held: number;
  cost: number;
}

/** Collects fragments until their datagram is whole. */
export class FragmentReassembler {
  /** Datagrams given up because more were open than the limits allow. */
  evicted = 0;
  readonly #datagrams = new Map<string, Datagram>();
  #cost = 0;

  /**
   * Takes the fragment `layer` stands at, which must be captured in full. True where it completes its datagram: `layer`
   * then stands at the datagram's payload, in a buffer of its own.
   */
  add(layer: Layer, timeNs: TimeNs): boolean {
    this.#expire(timeNs);
    const key = keyOf(layer);
    const datagram = this.#datagrams.get(key) ?? this.#open(key, timeNs);
    if (!this.#place(datagram, layer)) {
      this.#close(key, datagram);
      return false;
    }
    if (datagram.header === undefined || datagram.held !== datagram.length) {
      this.#evict();
      return false;
    }
    this.#close(key, datagram);
    assemble(datagram, datagram.header, layer);
    return true;
  }

  #open(key: string, timeNs: TimeNs): Datagram {
    const datagram: Datagram = {
      timeNs,
      header: undefined,
      destinationOffset: 0,
      protocol: 0,
      pieces: [],
      length: undefined,
      held: 0,
      cost: PIECE_OVERHEAD,
    };
    this.#datagrams.set(key, datagram);
    this.#cost += datagram.cost;
    return datagram;
  }

  #close(key: string, datagram: Datagram): void {
    this.#datagrams.delete(key);
    this.#cost -= datagram.cost;
  }

  /** False where the fragment contradicts those before it: no datagram can come of them. */
  #place(datagram: Datagram, layer: Layer): boolean {
    const start = layer.fragmentOffset;
    const size = layer.wireEnd - layer.offset;
    // Fragments but the last are multiples of eight bytes long.
    const end = start + (layer.moreFragments ? size & ~7 : size);
    if (end > LARGEST_DATAGRAM) return false;
    if (!layer.moreFragments) {
      if (datagram.length !== undefined && datagram.length !== end) return false;
      datagram.length = end;
    }
    if (start === 0 && datagram.header === undefined) {
      datagram.header = layer.bytes.slice(layer.ipOffset, layer.offset);
      datagram.destinationOffset = layer.destinationOffset - layer.ipOffset;
      datagram.protocol = layer.protocol;
    }
    const before = datagram.cost;
    fillGaps(datagram, layer.bytes.subarray(layer.offset, layer.offset + end - start), start);
    this.#cost += datagram.cost - before;
    const last = datagram.pieces.at(-1);
    return datagram.length === undefined || last === undefined || last.start + last.bytes.length <= datagram.length;
  }

  #expire(timeNs: TimeNs): void {
    for (const [key, datagram] of this.#datagrams) {
      // The capture's clock may have been set back: the distance counts.
      if (Math.abs(timeNs - datagram.timeNs) <= LONGEST_WAIT_NS) return;
      this.#close(key, datagram);
    }
  }

  #evict(): void {
    for (const [key, datagram] of this.#datagrams) {
      if (this.#datagrams.size <= MOST_DATAGRAMS && this.#cost <= MOST_BYTES) return;
      this.#close(key, datagram);
      this.evicted += 1;
    }
  }
}

/** Same addresses, identification, protocol and version: same datagram. */
function keyOf(layer: Layer): string {
  const { view, ipOffset, ipVersion, protocol } = layer;
  if (ipVersion === 4) {
    return `4 ${view.getUint32(ipOffset + 12)} ${view.getUint32(ipOffset + 16)} ${view.getUint16(ipOffset + 4)} ${protocol}`;
  }
  let key = `6 ${layer.fragmentId}`;
  for (let word = ipOffset + 8; word < ipOffset + 40; word += 4) key += ` ${view.getUint32(word)}`;
  return key;
}

/** Copies into the gaps between the pieces what `bytes` has for them. */
function fillGaps(datagram: Datagram, bytes: Uint8Array, start: number): void {
  const { pieces } = datagram;
  const end = start + bytes.length;
  let position = start;
  let index = firstEndingAfter(pieces, start);
  while (position < end) {
    const next = pieces[index];
    const gapEnd = next === undefined ? end : Math.min(next.start, end);
    if (gapEnd > position) {
      const piece = { start: position, bytes: bytes.slice(position - start, gapEnd - start) };
      pieces.splice(index, 0, piece);
      index += 1;
      datagram.held += piece.bytes.length;
      datagram.cost += piece.bytes.length + PIECE_OVERHEAD;
    }
    if (next === undefined) return;
    position = Math.max(position, next.start + next.bytes.length);
    index += 1;
  }
}

/** Index of the first piece that ends after the position. Halving, because a hostile datagram has 8,192 of them. */
function firstEndingAfter(pieces: readonly Piece[], position: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece !== undefined && piece.start + piece.bytes.length <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function assemble(datagram: Datagram, header: Uint8Array, layer: Layer): void {
  const bytes = new Uint8Array(header.length + datagram.held);
  bytes.set(header);
  for (const piece of datagram.pieces) bytes.set(piece.bytes, header.length + piece.start);
  layer.bytes = bytes;
  layer.view = new DataView(bytes.buffer);
  layer.ipOffset = 0;
  layer.destinationOffset = datagram.destinationOffset;
  layer.protocol = datagram.protocol;
  layer.offset = header.length;
  layer.end = bytes.length;
  layer.wireEnd = bytes.length;
  layer.moreFragments = false;
  layer.fragmentOffset = 0;
}
