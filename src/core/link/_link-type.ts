/** What a link type is to the decoder: where the network layer starts. Numbers: https://www.tcpdump.org/linktypes.html */
import type { PacketView } from '../model/packet.ts';

/** Where the payload of a link layer starts and what it is; one object that moves. */
export interface LinkPayload {
  /** Offset of the network layer in the packet's view. */
  offset: number;
  /** EtherType (https://www.iana.org/assignments/ieee-802-numbers); 0 where IP's own version field decides. */
  etherType: number;
}

/** One link type, or several with the same header. */
export interface LinkType {
  /** kebab-case; the file's name. */
  readonly id: string;
  /** Name for people, as tcpdump's list has it. */
  readonly title: string;
  readonly numbers: readonly number[];
  /** Finds the network layer; false where the header is cut off or carries nothing we read. */
  readonly locate: (packet: PacketView, payload: LinkPayload) => boolean;
}
