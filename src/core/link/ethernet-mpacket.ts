/**
 * Ethernet with its preamble (https://www.tcpdump.org/linktypes.html, LINKTYPE_ETHERNET_MPACKET; IEEE 802.3br clause 99):
 * seven bytes and a start delimiter, then the frame. Of frames sent in pieces only the first piece has a header.
 */
import { ETHERNET_FRAME, type LinkFrame, type LinkType, NOT_IP } from './_link-type.ts';

const PREAMBLE = 8;
/** Express frames (SFD), and first pieces of the others (SMD-S0 to SMD-S3). */
const DELIMITERS_OF_WHOLE_HEADERS: readonly number[] = [0xd5, 0xe6, 0x4c, 0x7f, 0xb3];

function locate(frame: LinkFrame): boolean {
  if (frame.offset + PREAMBLE > frame.end) return false;
  frame.offset += PREAMBLE;
  const delimiter = frame.view.getUint8(frame.offset - 1);
  frame.etherType = DELIMITERS_OF_WHOLE_HEADERS.includes(delimiter) ? ETHERNET_FRAME : NOT_IP;
  return true;
}

/** Ethernet frames from the wire, preamble and all. */
export const linkType: LinkType = { id: 'ethernet-mpacket', title: 'Ethernet mPackets', numbers: [274], locate };
