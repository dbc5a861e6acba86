/** FDDI (https://www.tcpdump.org/linktypes.html, LINKTYPE_FDDI): frame control, two addresses, then LLC. */
import { type LinkFrame, type LinkType, LLC, NOT_IP } from './_link-type.ts';

const HEADER = 13;
const CLASS_AND_FORMAT = 0xf0;
const ASYNCHRONOUS_LLC = 0x50;
const SYNCHRONOUS_LLC = 0xd0;

function locate(frame: LinkFrame): boolean {
  if (frame.offset + HEADER > frame.end) return false;
  const control = frame.view.getUint8(frame.offset) & CLASS_AND_FORMAT;
  frame.offset += HEADER;
  frame.etherType = control === ASYNCHRONOUS_LLC || control === SYNCHRONOUS_LLC ? LLC : NOT_IP;
  return true;
}

/** FDDI. */
export const linkType: LinkType = { id: 'fddi', title: 'FDDI', numbers: [10], locate };
