/**
 * Linux cooked capture, `-i any` of older tcpdump (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html): 16 bytes,
 * the first two of which are the packet type and the last two an EtherType or one of Linux' own numbers below 0x0600.
 */
import { type LinkFrame, type LinkType, LLC, NOT_IP, SMALLEST_ETHER_TYPE, wayOfPacketType } from './_link-type.ts';

const HEADER = 16;

function locate(frame: LinkFrame): boolean {
  if (frame.offset + HEADER > frame.end) return false;
  frame.way = wayOfPacketType(frame.view.getUint16(frame.offset));
  frame.offset += HEADER;
  const protocol = frame.view.getUint16(frame.offset - 2);
  frame.etherType = protocol >= SMALLEST_ETHER_TYPE || protocol === LLC ? protocol : NOT_IP;
  return true;
}

/** Linux cooked capture, first version. */
export const linkType: LinkType = { id: 'linux-sll', title: 'Linux cooked capture v1', numbers: [113], locate };
