/**
 * The TCP segment a packet carries, as one object that moves: fields are read into numbers once a packet, nothing is
 * allocated. Header layout after RFC 9293 §3.1, RFC 791 §3.1, RFC 8200 §3.
 */
import type { TimeNs } from '../model/time.ts';

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));

/**
 * A decoded segment; moved from packet to packet by `PacketDecoder`. The buffer is the reader's (or the reassembler's) and
 * is gone after the next packet.
 */
export class Segment {
  /** Wireshark's frame.number of the packet that carries it (of the last fragment, where it was reassembled). */
  number = 0;
  // 0.5 keeps V8 from storing the first times as small integers and changing the field's kind later.
  timeNs: TimeNs = 0.5;
  /** Which way it went through the machine that captured it: 0 where the capture does not say, 1 in, 2 out. */
  way = 0;
  bytes: Uint8Array = NO_BYTES;
  view: DataView = NO_VIEW;
  ipVersion: 4 | 6 = 4;
  /** Offsets of the source and destination address in `view` (4 or 16 bytes each). */
  sourceOffset = 0;
  destinationOffset = 0;
  /** TTL or hop limit. */
  ttl = 0;
  /** IPv4 identification; 0 on IPv6. */
  ipId = 0;
  /** IPv6 flow label; 0 on IPv4. */
  flowLabel = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** Raw sequence and acknowledgement numbers as signed 32-bit integers: compare with `(a - b) | 0`. */
  seq = 0;
  ack = 0;
  /** The low eight control bits. */
  flags = 0;
  window = 0;
  /** Offset of the first TCP option, and of the first byte after the TCP header. */
  optionsOffset = 0;
  payloadOffset = 0;
  /** Payload bytes on the wire, by the IP length (or the packet's, where the IP length is 0: segmentation offload). */
  payloadLength = 0;
  /** Payload bytes captured; less than `payloadLength` where the snaplen cut the packet. */
  capturedPayload = 0;
  /** Offset after the last captured byte of the segment, padding left out: options beyond it were cut off. */
  capturedEnd = 0;
}
