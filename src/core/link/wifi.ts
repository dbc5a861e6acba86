/** IEEE 802.11 (https://www.tcpdump.org/linktypes.html, LINKTYPE_IEEE802_11). */
import type { LinkFrame, LinkType } from './_link-type.ts';
import { locateWifi } from './_wifi.ts';

function locate(frame: LinkFrame): boolean {
  return locateWifi(frame, false);
}

/** IEEE 802.11. */
export const linkType: LinkType = { id: 'wifi', title: 'IEEE 802.11', numbers: [105], locate };
