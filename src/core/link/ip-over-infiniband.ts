/**
 * IP over InfiniBand (https://www.tcpdump.org/linktypes.html, LINKTYPE_IPOIB): 40 bytes of addresses, then the header of RFC
 * 4391 §6, an EtherType and two bytes that are reserved.
 */
import { stepToType } from './_ether-type.ts';
import type { LinkFrame, LinkType } from './_link-type.ts';

const ADDRESSES = 40;
const TYPE = 2;
const RESERVED = 2;

function locate(frame: LinkFrame): boolean {
  if (frame.offset + ADDRESSES + TYPE + RESERVED > frame.end) return false;
  stepToType(frame, ADDRESSES + TYPE);
  frame.offset += RESERVED;
  return true;
}

/** What libpcap gives of an InfiniBand interface that carries IP. */
export const linkType: LinkType = {
  id: 'ip-over-infiniband',
  title: 'IP over InfiniBand',
  numbers: [242],
  locate,
};
