/**
 * IEEE 802.11 behind the headers of old drivers (https://www.tcpdump.org/linktypes.html, LINKTYPE_IEEE802_11_PRISM and
 * LINKTYPE_IEEE802_11_AVS): AVS starts with a magic number and is met under both numbers.
 */
import type { LinkFrame, LinkType } from './_link-type.ts';
import { locateWifi } from './_wifi.ts';

const SMALLEST_HEADER = 8;
const AVS_MAGIC = 0x80211000;
const PRISM_HEADER = 144;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + SMALLEST_HEADER > frame.end) return false;
  const isAvs = (view.getUint32(offset) & ~0xff) >> 0 === AVS_MAGIC >> 0;
  const length = isAvs ? view.getUint32(offset + 4) : PRISM_HEADER;
  if (length < SMALLEST_HEADER || offset + length > frame.end) return false;
  frame.offset = offset + length;
  return locateWifi(frame, false);
}

/** IEEE 802.11 with a Prism or AVS header. */
export const linkType: LinkType = {
  id: 'wifi-prism',
  title: 'IEEE 802.11 with Prism or AVS header',
  numbers: [119, 163],
  locate,
};
