/**
 * The IEEE 802.11 MAC header (IEEE 802.11-2020 §9.2.4): frame control, two to four addresses, and for data an LLC header
 * behind them. Encrypted frames and those without data lead nowhere.
 */
import { ETHERNET_FRAME, type LinkFrame, LLC, NOT_IP } from './_link-type.ts';

const DATA_FRAME = 2;
const SUBTYPE_WITHOUT_DATA = 0x4;
const SUBTYPE_WITH_QOS = 0x8;
const TO_AND_FROM_SYSTEM = 0x03;
const PROTECTED = 0x40;
const ORDER = 0x80;
const AGGREGATE = 0x80;

/** Moves over the header; `isPadded`: the capture aligned what follows it to four bytes. */
export function locateWifi(frame: LinkFrame, isPadded: boolean): boolean {
  const { view, offset } = frame;
  frame.etherType = NOT_IP;
  if (offset + 2 > frame.end) return false;
  const control = view.getUint8(offset);
  const flags = view.getUint8(offset + 1);
  const subtype = control >> 4;
  if (((control >> 2) & 3) !== DATA_FRAME || (subtype & SUBTYPE_WITHOUT_DATA) !== 0) return true;
  if ((flags & PROTECTED) !== 0) return true;
  let length = (flags & TO_AND_FROM_SYSTEM) === TO_AND_FROM_SYSTEM ? 30 : 24;
  let isAggregate = false;
  if ((subtype & SUBTYPE_WITH_QOS) !== 0) {
    if (offset + length + 2 > frame.end) return false;
    isAggregate = (view.getUint8(offset + length) & AGGREGATE) !== 0;
    length += (flags & ORDER) === 0 ? 2 : 6;
  }
  if (isPadded) length = (length + 3) & ~3;
  frame.offset = offset + length;
  // An aggregate is a row of addresses, length and LLC like those of IEEE 802.3; the first one is read.
  frame.etherType = isAggregate ? ETHERNET_FRAME : LLC;
  return frame.offset <= frame.end;
}
