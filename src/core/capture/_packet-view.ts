/** The one object a reader moves from packet to packet. All are made here, so that V8 gives all of them one shape. */
import type { PacketView } from '../model/packet.ts';

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

/** A view that stands at no packet yet. */
export function createPacketView(): PacketView {
  return {
    number: 0,
    // 0.5 keeps V8 from storing the first times as small integers and changing the field's kind later.
    timeNs: 0.5,
    linkType: 0,
    bytes: NO_BYTES,
    view: NO_VIEW,
    start: 0,
    end: 0,
    originalLength: 0,
  };
}

/** Makes one view stand where another stands. */
export function copyPacketView(from: PacketView, to: PacketView): void {
  to.number = from.number;
  to.timeNs = from.timeNs;
  to.linkType = from.linkType;
  to.bytes = from.bytes;
  to.view = from.view;
  to.start = from.start;
  to.end = from.end;
  to.originalLength = from.originalLength;
}
