/**
 * Frame Relay (https://www.tcpdump.org/linktypes.html, LINKTYPE_FRELAY): an address of two to four bytes, then RFC 2427's
 * control and network-layer identifier, or Cisco's bare EtherType.
 */
import { ETHERNET_FRAME, IPV4, IPV6, type LinkFrame, type LinkType, NOT_IP } from './_link-type.ts';

const LONGEST_ADDRESS = 4;
const UNNUMBERED_INFORMATION = 0x03;
const SNAP_HEADER = 5;
const BRIDGED = 0x0080c2;
const BRIDGED_ETHERNET = 0x0007;

const IDENTIFIER_SNAP = 0x80;
const IDENTIFIER_IPV4 = 0xcc;
const IDENTIFIER_IPV6 = 0x8e;

function locate(frame: LinkFrame): boolean {
  const { view, offset, end } = frame;
  let header = offset;
  // The last byte of the address has its lowest bit set.
  while (header < end && header < offset + LONGEST_ADDRESS && (view.getUint8(header) & 1) === 0) header += 1;
  header += 1;
  if (header + 2 > end) return false;
  if (view.getUint8(header) !== UNNUMBERED_INFORMATION) {
    frame.offset = header + 2;
    frame.etherType = view.getUint16(header);
    return true;
  }
  // A zero aligns the identifier.
  const identifier = header + (view.getUint8(header + 1) === 0 ? 2 : 1);
  if (identifier + 1 > end) return false;
  frame.offset = identifier + 1;
  return nameProtocol(frame, view.getUint8(identifier));
}

function nameProtocol(frame: LinkFrame, identifier: number): boolean {
  frame.etherType = identifier === IDENTIFIER_IPV4 ? IPV4 : identifier === IDENTIFIER_IPV6 ? IPV6 : NOT_IP;
  if (identifier !== IDENTIFIER_SNAP) return true;
  const { view, offset } = frame;
  if (offset + SNAP_HEADER > frame.end) return false;
  const organization = view.getUint32(offset) >>> 8;
  const protocol = view.getUint16(offset + 3);
  frame.offset = offset + SNAP_HEADER;
  if (organization === 0) frame.etherType = protocol;
  else if (organization === BRIDGED && protocol === BRIDGED_ETHERNET) frame.etherType = ETHERNET_FRAME;
  return true;
}

/** Frame Relay. */
export const linkType: LinkType = { id: 'frame-relay', title: 'Frame Relay', numbers: [107], locate };
