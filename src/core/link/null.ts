/**
 * BSD loopback (https://www.tcpdump.org/linktypes.html, LINKTYPE_NULL and LINKTYPE_LOOP): four bytes with the address
 * family, in the byte order of the capturing host (NULL) or the network's (LOOP). AF_INET6 differs from system to system.
 */
import type { PacketView } from '../model/packet.ts';
import { type LinkPayload, type LinkType, NOT_IP, PPP } from './_link-type.ts';

const HEADER = 4;
const AF_INET = 2;
/** Linux 10, Windows 23, NetBSD and OpenBSD 24, FreeBSD 28, Darwin 30. */
const AF_INET6: readonly number[] = [10, 23, 24, 28, 30];
const PPP_ADDRESS_AND_CONTROL = 0xff03;

function locate(packet: PacketView, payload: LinkPayload): boolean {
  const { view, start } = packet;
  if (start + HEADER > packet.end) return false;
  payload.offset = start + HEADER;
  // A family fits in one byte, so the order that makes the number small is the order it was written in.
  const family = Math.min(view.getUint32(start, true), view.getUint32(start, false));
  if (family === AF_INET) payload.etherType = 0x0800;
  else if (AF_INET6.includes(family)) payload.etherType = 0x86dd;
  else if (view.getUint16(start) === PPP_ADDRESS_AND_CONTROL) {
    payload.offset = start + 2;
    payload.etherType = PPP;
  } else payload.etherType = NOT_IP;
  return true;
}

/** BSD loopback, either byte order. */
export const linkType: LinkType = { id: 'null', title: 'BSD loopback', numbers: [0, 108], locate };
