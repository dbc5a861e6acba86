/**
 * Where decoding stands in a packet. Every header that is read moves `offset` on and, where it names a length, draws
 * `end` and `wireEnd` in; nothing is read at or beyond `end`, though the buffer goes on there with other packets' bytes.
 */
import { type LinkFrame, UNKNOWN_WAY } from '../link/_link-type.ts';
import type { PacketView } from '../model/packet.ts';

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

/** What a header turned out to be: read, and the next one can be; nothing that leads to TCP; cut off or contradictory. */
export type Step = 'next' | 'other' | 'undecodable';

/** The part of a packet that is not yet decoded; one object that moves. */
export class Layer implements LinkFrame {
  bytes: Uint8Array = NO_BYTES;
  view: DataView = NO_VIEW;
  /** Offset of the header that comes next. */
  offset = 0;
  /** Offset after the last captured byte that belongs to this layer. */
  end = 0;
  /** Offset where this layer ended on the wire: beyond `end` where the snaplen cut it. */
  wireEnd = 0;
  /** Whether some header said where this layer ends, or only the capture did. */
  endsByHeader = false;
  /** What comes next, while that is not yet known to be IP. */
  etherType = 0;
  innerLink = 0;
  way: number = UNKNOWN_WAY;
  /** The IP header read last: version, its offset, and the protocol number of what it carries. */
  ipVersion: 4 | 6 = 4;
  ipOffset = 0;
  protocol = 0;
  /** Offset of the destination address; a routing header of IPv6 moves it. */
  destinationOffset = 0;
  /** Offset of this fragment's first byte in its datagram, and whether others follow it. */
  fragmentOffset = 0;
  moreFragments = false;
  fragmentId = 0;

  /** Stands at the first byte of the packet. */
  begin(packet: PacketView): void {
    const { start, end, originalLength } = packet;
    const captured = end - start;
    this.bytes = packet.bytes;
    this.view = packet.view;
    this.offset = start;
    this.end = end;
    this.wireEnd = start + (originalLength > captured ? originalLength : captured);
    this.endsByHeader = false;
    this.way = UNKNOWN_WAY;
  }

  /** Whether so many bytes from `offset` on were captured. */
  has(byteCount: number): boolean {
    return this.offset + byteCount <= this.end;
  }

  /** Ends this layer where its length field says, unless an outer header ended it before; what follows is padding. */
  limit(end: number): void {
    if (end > this.wireEnd) return;
    this.wireEnd = end;
    this.endsByHeader = true;
    if (end < this.end) this.end = end;
  }

  /**
   * Ends this layer beyond the frame it came in: some tool cut the frame and forgot what length it had, so that the packet's
   * own length is the better one. It is not better than the length another header gave.
   */
  outgrowFrame(end: number): void {
    if (!this.endsByHeader) this.wireEnd = end;
  }
}
