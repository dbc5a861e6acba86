/**
 * Ethernet (https://www.tcpdump.org/linktypes.html, LINKTYPE_ETHERNET): two addresses, then a type, or a length where the
 * value is below 0x0600 and an LLC header follows (IEEE 802.3 §3.2.6).
 */
import type { PacketView } from '../model/packet.ts';
import { type LinkPayload, type LinkType, LLC } from './_link-type.ts';

const TYPE_OFFSET = 12;
const SMALLEST_TYPE = 0x0600;

function locate(packet: PacketView, payload: LinkPayload): boolean {
  const type = packet.start + TYPE_OFFSET;
  if (type + 2 > packet.end) return false;
  const etherType = packet.view.getUint16(type);
  payload.offset = type + 2;
  payload.etherType = etherType < SMALLEST_TYPE ? LLC : etherType;
  return true;
}

/** Ethernet. */
export const linkType: LinkType = { id: 'ethernet', title: 'Ethernet', numbers: [1], locate };
