/** What a link type is to the decoder: where the network layer starts. Numbers: https://www.tcpdump.org/linktypes.html */

/** A captured frame while its headers are read; one object that moves. */
export interface LinkFrame {
  readonly view: DataView;
  /** Offset after the last captured byte. */
  readonly end: number;
  /** Offset of the header to read; then of what follows it. */
  offset: number;
  /** What follows: an EtherType (https://www.iana.org/assignments/ieee-802-numbers), or one of the constants below. */
  etherType: number;
  /** Number of the inner link type, where `etherType` is INNER_LINK. */
  innerLink: number;
  /** Which way the frame went through the machine that captured it, where the header says so: UNKNOWN_WAY at first. */
  way: number;
}

/** What `way` can be: to this machine, or from it. A forwarding machine that captures everywhere has a packet both ways. */
export const UNKNOWN_WAY = 0;
export const WENT_IN = 1;
export const WENT_OUT = 2;

/** Linux' packet types (linux/if_packet.h): to this host by whatever address, to another host, or from this one. */
const TO_OTHER_HOST = 3;
/** From this host. */
export const OUTGOING = 4;

/** The way of a packet of this Linux packet type. What another host's frames do here is no passage. */
export function wayOfPacketType(packetType: number): number {
  if (packetType === OUTGOING) return WENT_OUT;
  return packetType < TO_OTHER_HOST ? WENT_IN : UNKNOWN_WAY;
}

/** IP's own version field decides. */
export const IP_BY_VERSION = 0;
/** An IEEE 802.2 LLC header follows; Linux counts it among the EtherTypes as ETH_P_802_2. */
export const LLC = 0x0004;
/** EtherTypes start here: in their place smaller numbers are lengths, or Linux' own. */
export const SMALLEST_ETHER_TYPE = 0x0600;
/** EtherTypes of IP. */
export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;
/** A PPP header follows, with or without address and control. */
export const PPP = 0x880b;
/** A whole Ethernet frame follows, from its destination address on. */
export const ETHERNET_FRAME = 0x6558;
/** A frame of another link type follows. */
export const INNER_LINK = 0xfffe;
/** What follows carries no IP. */
export const NOT_IP = 0xffff;

/** One link type, or several with the same header. */
export interface LinkType {
  /** kebab-case; the file's name. */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  readonly numbers: readonly number[];
  /** Moves from the first byte to the network layer and names it; false where the header is cut off or not of this type. */
  readonly locate: (frame: LinkFrame) => boolean;
}
