/**
 * Packets without a link header (https://www.tcpdump.org/linktypes.html, LINKTYPE_RAW, LINKTYPE_IPV4, LINKTYPE_IPV6). 12
 * and 14 are DLT_RAW of other systems, which some programs wrote into files.
 */
import { IP_BY_VERSION, type LinkFrame, type LinkType } from './_link-type.ts';

function locate(frame: LinkFrame): boolean {
  frame.etherType = IP_BY_VERSION;
  return true;
}

/** Raw IP. */
export const linkType: LinkType = { id: 'raw-ip', title: 'Raw IP', numbers: [101, 12, 14, 228, 229], locate };
