/**
 * Linux cooked capture, version 2, `-i any` of newer tcpdump
 * (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html): 20 bytes, the first two of which are an EtherType or one of
 * Linux' own numbers below 0x0600.
 */
import { type LinkFrame, type LinkType, LLC, NOT_IP, SMALLEST_ETHER_TYPE, wayOfPacketType } from './_link-type.ts';

const HEADER = 20;
const PACKET_TYPE = 10;

function locate(frame: LinkFrame): boolean {
  if (frame.offset + HEADER > frame.end) return false;
  const protocol = frame.view.getUint16(frame.offset);
  frame.way = wayOfPacketType(frame.view.getUint8(frame.offset + PACKET_TYPE));
  frame.offset += HEADER;
  frame.etherType = protocol >= SMALLEST_ETHER_TYPE || protocol === LLC ? protocol : NOT_IP;
  return true;
}

/** Linux cooked capture, second version. */
export const linkType: LinkType = { id: 'linux-sll2', title: 'Linux cooked capture v2', numbers: [276], locate };
