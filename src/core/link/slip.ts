/** SLIP (https://www.tcpdump.org/linktypes.html, LINKTYPE_SLIP): 16 bytes of direction and compressed header, then IP. */
import { IP_BY_VERSION, type LinkFrame, type LinkType } from './_link-type.ts';

const HEADER = 16;

function locate(frame: LinkFrame): boolean {
  frame.offset += HEADER;
  frame.etherType = IP_BY_VERSION;
  return frame.offset <= frame.end;
}

/** SLIP. */
export const linkType: LinkType = { id: 'slip', title: 'SLIP', numbers: [8], locate };
