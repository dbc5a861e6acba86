/** Facts of the capture rather than of the ends: what it lacks of a connection, and how long it watched. */
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { TimeNs } from './time.ts';

/** What is wrong with the capture of this connection. */
export interface QualityFact extends FactBase {
  readonly kind: 'quality';
  readonly startedLate: boolean;
  /** Packets of one side only. */
  readonly oneWay?: Side | undefined;
  /** The side of which there is no packet; nothing shows whether it sent one, unless `oneWay` names the other. */
  readonly unseenSide?: Side | undefined;
  /** The capture holds no bare acknowledgement of it, as where a filter leaves them out: what was acknowledged hardly shows. */
  readonly withoutAcks: boolean;
  /** No connection has a packet of this server, although clients acknowledge some: the capture has one direction alone. */
  readonly serverLeftOut: boolean;
  /** Bytes the peer acknowledged that the capture never held. */
  readonly missedBytes: number;
  /** Bytes that the numbers of a side count although no payload of it was captured: it spoke, and no word of it is there. */
  readonly unheardBytes: number;
  /** Not all packets around the close were kept. */
  readonly evicted: boolean;
  /** The clock of the capture was set, or differs by interface: the packet with this number has an earlier time than the one before it. */
  readonly clockJump?: { readonly number: number; readonly backNs: TimeNs } | undefined;
  readonly packetCount: number;
}

/** How long the connection was watched in silence after its last packet. */
export interface SilenceFact extends FactBase {
  readonly kind: 'silence';
  readonly lastFrom: Side;
  readonly durationNs: TimeNs;
  readonly closed: boolean;
  /**
   * What ended the watch: the capture did; the client began another connection between the same ports (`successor`); or more
   * were open than are remembered (`limit`).
   */
  readonly until: 'end' | 'successor' | 'limit';
}
