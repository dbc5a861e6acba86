/**
 * Linux cooked capture, version 2, `-i any` of newer tcpdump
 * (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html): 20 bytes, the first two of which are the protocol.
 */
import type { PacketView } from '../model/packet.ts';
import { type LinkPayload, type LinkType, LLC, NOT_IP } from './_link-type.ts';

const HEADER = 20;
const SMALLEST_TYPE = 0x0600;

function locate(packet: PacketView, payload: LinkPayload): boolean {
  const { view, start } = packet;
  if (start + HEADER > packet.end) return false;
  const protocol = view.getUint16(start);
  payload.offset = start + HEADER;
  payload.etherType = protocol >= SMALLEST_TYPE || protocol === LLC ? protocol : NOT_IP;
  return true;
}

/** Linux cooked capture, second version. */
export const linkType: LinkType = { id: 'linux-sll2', title: 'Linux cooked v2', numbers: [276], locate };
