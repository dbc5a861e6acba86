/** Cisco HDLC (https://www.tcpdump.org/linktypes.html, LINKTYPE_C_HDLC): address, control, then an EtherType. */
import { stepToType } from './_ether-type.ts';
import type { LinkFrame } from './_link-type.ts';

const HEADER = 4;
const UNICAST = 0x0f;
const MULTICAST = 0x8f;

/** Whether the first byte of a frame is one of the two addresses Cisco uses. */
export function isCiscoHdlcAddress(address: number): boolean {
  return address === UNICAST || address === MULTICAST;
}

/** Moves over the header. */
export function locateCiscoHdlc(frame: LinkFrame): boolean {
  return stepToType(frame, HEADER);
}
