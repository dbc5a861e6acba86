/**
 * A packet at its two stages: where it lies in the input while it is read (`PacketView`, one object that moves), and what
 * is kept of it with its connection (`KeptPacket`, plain data). TCP flags as RFC 9293 §3.1 numbers them.
 */
import type { Side } from './endpoint.ts';
import type { TimeNs } from './time.ts';

/** TCP control bits (RFC 9293 §3.1; AE, CWR, ECE: RFC 3168, RFC 9768). */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
export const ECE = 0x40;
export const CWR = 0x80;

/**
 * The packet a reader stands at. There is one such object a reader; it is moved, never kept. The bytes belong to the
 * reader's buffer and are gone after the next step.
 */
export interface PacketView {
  /** Wireshark's frame.number: 1 for the first packet of the (merged) capture. */
  number: number;
  timeNs: TimeNs;
  /** A LINKTYPE_ value (https://www.tcpdump.org/linktypes.html). */
  linkType: number;
  /** The buffer the packet lies in, and a view over the same bytes with the same offsets. */
  bytes: Uint8Array;
  view: DataView;
  /** Offset of the first captured byte of the packet. */
  start: number;
  /** Offset after its last captured byte. */
  end: number;
  /** Bytes the packet had on the wire; at least `end - start`, unless the capture lies. */
  originalLength: number;
}

/** Routes of one path differ by a few hops at most; two senders under one name usually by more. */
export const ROUTES_APART_MAX = 5;

/**
 * Which way a packet went through the machine that captured it on all its interfaces (`-i any`): it only came in, only went out,
 * or both, as what is forwarded does.
 */
export type Passage = 'in' | 'out' | 'through';

/** What is kept of a packet. Sequence numbers are raw, 0 to 2³²−1. */
export interface KeptPacket {
  /** Wireshark's frame.number. */
  readonly number: number;
  readonly timeNs: TimeNs;
  readonly from: Side;
  /** TCP control bits, the low eight. */
  readonly flags: number;
  readonly seq: number;
  /** The acknowledgement field, also where ACK is not set (some stacks fill it in resets). */
  readonly ack: number;
  /** Bytes of payload on the wire. */
  readonly payloadLength: number;
  /** The window field as sent, unscaled. */
  readonly window: number;
  /** IPv4 TTL or IPv6 hop limit as it arrived. */
  readonly ttl: number;
  /** IPv4 identification; 0 on IPv6. */
  readonly ipId: number;
  /** IPv6 flow label; 0 on IPv4. */
  readonly flowLabel: number;
  /** Whether the TCP timestamp option is there. */
  readonly hasTimestamp: boolean;
  /** It asks its peer to abort all of a multipath connection (MP_FASTCLOSE, RFC 8684 §3.5). */
  readonly fastClose: boolean;
  /** It bears the TCP MD5 signature or authentication option (RFC 2385, RFC 5925); absent where its options were cut off. */
  readonly isSigned?: boolean | undefined;
  /** It acknowledges something that lies behind what it waits for (RFC 2018). */
  readonly sacksBehind: boolean;
  /** Absent where the capture does not say. */
  readonly passage?: Passage | undefined;
  /**
   * Of a SYN or RST: its TCP checksum is right, or is the sum of the pseudo header alone, which the network card was to
   * finish. Absent where it is neither, or not all of the segment was captured.
   */
  readonly checksum?: 'finished' | 'unfinished' | undefined;
  /** Of a SYN or RST over IPv4: its type of service, DSCP and ECN together (RFC 791 §3.1, RFC 2474 §3, RFC 3168 §5). */
  readonly serviceType?: number | undefined;
}
