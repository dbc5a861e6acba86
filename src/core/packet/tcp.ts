/**
 * The TCP header (RFC 9293 §3.1), read into a segment. A header cut off by the snaplen is read as far as it goes, as long
 * as ports, numbers and flags are there: the first 14 bytes.
 */
import type { PacketView } from '../model/packet.ts';
import type { Layer } from './layer.ts';
import type { Segment } from './segment.ts';

const FIXED_HEADER = 20;
/** Up to and with the flags. */
const LEAST_CAPTURED = 14;

/** Reads the header `layer` stands at; false where it is cut off before the flags or its lengths contradict each other. */
export function readTcp(layer: Layer, packet: PacketView, segment: Segment): boolean {
  const { view, offset, end, wireEnd, ipOffset } = layer;
  if (offset + LEAST_CAPTURED > end) return false;
  const headerLength = (view.getUint8(offset + 12) >> 4) << 2;
  const payloadOffset = offset + headerLength;
  if (headerLength < FIXED_HEADER || payloadOffset > wireEnd) return false;
  segment.number = packet.number;
  segment.timeNs = packet.timeNs;
  segment.way = layer.way;
  segment.bytes = layer.bytes;
  segment.view = view;
  segment.destinationOffset = layer.destinationOffset;
  if (layer.ipVersion === 4) {
    segment.ipVersion = 4;
    segment.sourceOffset = ipOffset + 12;
    segment.ttl = view.getUint8(ipOffset + 8);
    segment.ipId = view.getUint16(ipOffset + 4);
    segment.flowLabel = 0;
  } else {
    segment.ipVersion = 6;
    segment.sourceOffset = ipOffset + 8;
    segment.ttl = view.getUint8(ipOffset + 7);
    segment.ipId = 0;
    segment.flowLabel = view.getUint32(ipOffset) & 0xfffff;
  }
  segment.sourcePort = view.getUint16(offset);
  segment.destinationPort = view.getUint16(offset + 2);
  segment.seq = view.getInt32(offset + 4);
  segment.ack = view.getInt32(offset + 8);
  segment.flags = view.getUint8(offset + 13);
  segment.window = offset + 16 <= end ? view.getUint16(offset + 14) : 0;
  segment.optionsOffset = offset + FIXED_HEADER;
  segment.payloadOffset = payloadOffset;
  segment.payloadLength = wireEnd - payloadOffset;
  segment.capturedPayload = end > payloadOffset ? end - payloadOffset : 0;
  segment.capturedEnd = end;
  return true;
}
