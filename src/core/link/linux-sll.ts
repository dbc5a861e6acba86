/**
 * Linux cooked capture, `-i any` of older tcpdump (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html): 16 bytes,
 * the last two of which are an EtherType or one of Linux' own numbers below 0x0600.
 */
import type { PacketView } from '../model/packet.ts';
import { type LinkPayload, type LinkType, LLC, NOT_IP } from './_link-type.ts';

const HEADER = 16;
const PROTOCOL_OFFSET = 14;
const SMALLEST_TYPE = 0x0600;

function locate(packet: PacketView, payload: LinkPayload): boolean {
  const { view, start } = packet;
  if (start + HEADER > packet.end) return false;
  const protocol = view.getUint16(start + PROTOCOL_OFFSET);
  payload.offset = start + HEADER;
  payload.etherType = protocol >= SMALLEST_TYPE || protocol === LLC ? protocol : NOT_IP;
  return true;
}

/** Linux cooked capture, first version. */
export const linkType: LinkType = { id: 'linux-sll', title: 'Linux cooked v1', numbers: [113], locate };
