/**
 * BSD loopback (https://www.tcpdump.org/linktypes.html, LINKTYPE_NULL and LINKTYPE_LOOP): four bytes with the address
 * family, in the byte order of the capturing host (NULL) or the network's (LOOP). AF_INET6 differs from system to system.
 */
import { IPV4, IPV6, type LinkFrame, type LinkType, NOT_IP, PPP } from './_link-type.ts';

const HEADER = 4;
const AF_INET = 2;
/** Linux 10, Windows 23, NetBSD and OpenBSD 24, FreeBSD 28, Darwin 30. */
const AF_INET6: readonly number[] = [10, 23, 24, 28, 30];
const PPP_ADDRESS_AND_CONTROL = 0xff03;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + HEADER > frame.end) return false;
  if (view.getUint16(offset) === PPP_ADDRESS_AND_CONTROL) {
    frame.etherType = PPP;
    return true;
  }
  frame.offset = offset + HEADER;
  // A family fits in one byte, so the order that makes the number small is the order it was written in.
  const family = Math.min(view.getUint32(offset, true), view.getUint32(offset, false));
  frame.etherType = family === AF_INET ? IPV4 : AF_INET6.includes(family) ? IPV6 : NOT_IP;
  return true;
}

/** BSD loopback, either byte order. */
export const linkType: LinkType = { id: 'null', title: 'BSD loopback', numbers: [0, 108], locate };
