/**
 * ARCNET as Linux captures it (https://www.tcpdump.org/linktypes.html, LINKTYPE_ARCNET_LINUX): source, destination,
 * an offset, the protocol; IP comes by RFC 1051, or by RFC 1201 with a fragment header of three bytes.
 */
import { IPV4, type LinkFrame, type LinkType, NOT_IP } from './_link-type.ts';

const HEADER = 5;
const IP_RFC_1051 = 240;
const IP_RFC_1201 = 212;
const FRAGMENT_HEADER = 3;

function locate(frame: LinkFrame): boolean {
  if (frame.offset + HEADER > frame.end) return false;
  const protocol = frame.view.getUint8(frame.offset + 4);
  frame.offset += HEADER;
  frame.etherType = protocol === IP_RFC_1051 || protocol === IP_RFC_1201 ? IPV4 : NOT_IP;
  if (protocol !== IP_RFC_1201 || frame.offset + FRAGMENT_HEADER > frame.end) return true;
  // Frames in pieces are not put together.
  if (frame.view.getUint8(frame.offset) !== 0) frame.etherType = NOT_IP;
  frame.offset += FRAGMENT_HEADER;
  return true;
}

/** ARCNET, Linux. */
export const linkType: LinkType = { id: 'arcnet', title: 'ARCNET', numbers: [129], locate };
