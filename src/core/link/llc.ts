/** LLC-encapsulated ATM (https://www.tcpdump.org/linktypes.html, LINKTYPE_ATM_RFC1483, RFC 2684 §5): frames start with LLC. */
import { type LinkFrame, type LinkType, LLC } from './_link-type.ts';

function locate(frame: LinkFrame): boolean {
  frame.etherType = LLC;
  return true;
}

/** LLC without any link header. */
export const linkType: LinkType = { id: 'llc', title: 'ATM RFC 1483', numbers: [100], locate };
