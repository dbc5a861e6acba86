/**
 * The log of OpenBSD's packet filter (https://www.tcpdump.org/linktypes.html, LINKTYPE_PFLOG; sys/net/if_pflog.h): its
 * length without padding, the address family, and what the filter did; then the IP packet.
 */
import { IP_BY_VERSION, type LinkFrame, type LinkType } from './_link-type.ts';

const SMALLEST_HEADER = 28;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + 1 > frame.end) return false;
  const length = (view.getUint8(offset) + 3) & ~3;
  if (length < SMALLEST_HEADER || offset + length > frame.end) return false;
  frame.offset = offset + length;
  frame.etherType = IP_BY_VERSION;
  return true;
}

/** OpenBSD packet filter log. */
export const linkType: LinkType = { id: 'pflog', title: 'OpenBSD pf log', numbers: [117], locate };
