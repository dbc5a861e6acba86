/**
 * OpenBSD's and FreeBSD's view of IPsec traffic in the clear (https://www.tcpdump.org/linktypes.html, LINKTYPE_ENC):
 * address family, security parameters, flags; then the IP packet.
 */
import { IP_BY_VERSION, type LinkFrame, type LinkType } from './_link-type.ts';

const HEADER = 12;

function locate(frame: LinkFrame): boolean {
  frame.offset += HEADER;
  frame.etherType = IP_BY_VERSION;
  return frame.offset <= frame.end;
}

/** IPsec encapsulation. */
export const linkType: LinkType = { id: 'enc', title: 'OpenBSD enc', numbers: [109], locate };
