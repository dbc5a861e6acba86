/**
 * Ethernet as Junos writes it, `monitor traffic … write-file` (https://www.tcpdump.org/linktypes.html,
 * LINKTYPE_JUNIPER_ETHER; layout after tcpdump's print-juniper.c): a magic number, flags, extensions of a given length,
 * then the frame, or a protocol number and the packet alone.
 */
import { ETHERNET_FRAME, IP_BY_VERSION, type LinkFrame, type LinkType } from './_link-type.ts';

const HEADER = 4;
const MAGIC = 0x4d4743;
const HAS_EXTENSIONS = 0x80;
const HAS_NO_LINK_HEADER = 0x02;
const PROTOCOL = 4;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + HEADER + 2 > frame.end || view.getUint32(offset) >>> 8 !== MAGIC) return false;
  const flags = view.getUint8(offset + 3);
  frame.offset = offset + HEADER;
  if ((flags & HAS_EXTENSIONS) !== 0) frame.offset += 2 + view.getUint16(frame.offset);
  frame.etherType = ETHERNET_FRAME;
  if ((flags & HAS_NO_LINK_HEADER) !== 0) {
    frame.offset += PROTOCOL;
    frame.etherType = IP_BY_VERSION;
  }
  return frame.offset <= frame.end;
}

/** Ethernet, Junos. */
export const linkType: LinkType = { id: 'juniper-ethernet', title: 'Juniper Ethernet', numbers: [178], locate };
