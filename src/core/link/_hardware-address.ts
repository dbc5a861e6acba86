/**
 * Hardware addresses of 48 bits, as numbers, and who sent a frame by its own header. Only link types that have it at a fixed
 * place are read: Ethernet, and Linux' cooked captures (https://www.tcpdump.org/linktypes.html).
 */
import type { PacketView } from '../model/packet.ts';
import { OUTGOING } from './_link-type.ts';

/** No address, or one that names no single machine. */
export const NO_HARDWARE = 0;

/** A 48-bit address as a number from 0 to 2⁴⁸−1. */
export type HardwareAddress = number;

const TWO_32 = 0x1_0000_0000;
/** The bit of a group address: nobody sends from one. */
const GROUP = 0x0100;

/** The address at the offset; NO_HARDWARE for one of a group. */
export function readHardware(view: DataView, offset: number): HardwareAddress {
  const high = view.getUint16(offset);
  return (high & GROUP) === 0 ? high * TWO_32 + view.getUint32(offset + 2) : NO_HARDWARE;
}

const ETHERNET = 1;
const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
/** Two tags, or a label. */
const TAGS_MAX = 8;
const VLAN = 0x8100;

/**
 * Who sent the frame that carries the IP header at this offset; NO_HARDWARE where the header does not say, where the IP packet
 * comes from within a tunnel, and for what the machine that captured sent itself, be it its own or passed on.
 */
export function senderOf(packet: PacketView, ipOffset: number): HardwareAddress {
  const { view, start, linkType } = packet;
  const between = ipOffset - start;
  switch (linkType) {
    case ETHERNET:
      return isHeader(between, 14) ? readHardware(view, start + 6) : NO_HARDWARE;
    case LINUX_SLL:
      if (!isHeader(between, 16) || view.getUint16(start + 4) !== 6) return NO_HARDWARE;
      return view.getUint16(start) === OUTGOING ? NO_HARDWARE : readHardware(view, start + 6);
    case LINUX_SLL2:
      if (!isHeader(between, 20) || view.getUint8(start + 11) !== 6) return NO_HARDWARE;
      return view.getUint8(start + 10) === OUTGOING ? NO_HARDWARE : readHardware(view, start + 12);
    default:
      return NO_HARDWARE;
  }
}

function isHeader(length: number, own: number): boolean {
  return length >= own && length <= own + TAGS_MAX;
}

/** The VLAN that an Ethernet frame bears first (IEEE 802.1Q); 0 where it has no tag. */
export function vlanOf({ view, start, end, linkType }: PacketView): number {
  if (linkType !== ETHERNET || start + 16 > end || view.getUint16(start + 12) !== VLAN) return 0;
  return view.getUint16(start + 14) & 0xfff;
}

/** Six bytes, each of two hexadecimal digits. */
export function formatHardware(address: HardwareAddress): string {
  const digits = address.toString(16).padStart(12, '0');
  return (digits.match(/../g) ?? []).join(':');
}
