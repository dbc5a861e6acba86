/**
 * IEEE 802.11 behind a radiotap header (https://www.radiotap.org): version, length, a chain of presence words, then the
 * fields; the flags among them say whether the MAC header is padded.
 */
import type { LinkFrame, LinkType } from './_link-type.ts';
import { locateWifi } from './_wifi.ts';

const SMALLEST_HEADER = 8;
const HAS_TIME = 0x1;
const HAS_FLAGS = 0x2;
const HAS_MORE_WORDS = 0x8000_0000;
const FLAG_PADDED = 0x20;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + SMALLEST_HEADER > frame.end) return false;
  const length = view.getUint16(offset + 2, true);
  if (length < SMALLEST_HEADER || offset + length > frame.end) return false;
  const isPadded = (readFlags(view, offset, offset + length) & FLAG_PADDED) !== 0;
  frame.offset = offset + length;
  return locateWifi(frame, isPadded);
}

/** The flags field; 0 where there is none. */
function readFlags(view: DataView, start: number, end: number): number {
  const present = view.getUint32(start + 4, true);
  if ((present & HAS_FLAGS) === 0) return 0;
  let field = start + 4;
  while (field + 4 <= end && (view.getUint32(field, true) & HAS_MORE_WORDS) !== 0) field += 4;
  field += 4;
  // The time is eight bytes, aligned to eight from the start of the header.
  if ((present & HAS_TIME) !== 0) field = start + ((field - start + 7) & ~7) + 8;
  return field < end ? view.getUint8(field) : 0;
}

/** IEEE 802.11 with radiotap. */
export const linkType: LinkType = {
  id: 'wifi-radiotap',
  title: 'IEEE 802.11 with radiotap',
  numbers: [127],
  locate,
};
