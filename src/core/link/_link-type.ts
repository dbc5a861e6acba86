/** What a link type is to the decoder: where the network layer starts. Numbers: https://www.tcpdump.org/linktypes.html */
import type { PacketView } from '../model/packet.ts';

/** Where the payload of a link layer starts and what it is; one object that moves. */
export interface LinkPayload {
  /** Offset of the network layer in the packet's view. */
  offset: number;
  /** EtherType (https://www.iana.org/assignments/ieee-802-numbers), or one of the constants below. */
  etherType: number;
}

/** IP's own version field decides. */
export const IP_BY_VERSION = 0;
/** An IEEE 802.2 LLC header follows; Linux counts it among the EtherTypes as ETH_P_802_2. */
export const LLC = 0x0004;
/** A PPP protocol field follows. */
export const PPP = 0x880b;
/** A whole Ethernet frame follows, from its destination address on. */
export const ETHERNET_FRAME = 0x6558;
/** What follows carries no IP. */
export const NOT_IP = 0xffff;

/** One link type, or several with the same header. */
export interface LinkType {
  /** kebab-case; the file's name. */
  readonly id: string;
  /** Name for people, as tcpdump's list has it. */
  readonly title: string;
  readonly numbers: readonly number[];
  /** Finds the network layer; false where the header is cut off. */
  readonly locate: (packet: PacketView, payload: LinkPayload) => boolean;
}
