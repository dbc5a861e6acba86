/** Facts from what every packet bears besides its numbers: by it senders are told apart. */
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';

/** TTL of the packet that ended the connection, or of a reset, against its sender's others. */
export interface TtlFact extends FactBase {
  readonly kind: 'ttl';
  readonly from: Side;
  readonly ttl: number;
  readonly baseline: number;
  /** Where the baseline was seen: in this connection, or in other connections of the same host. */
  readonly seenIn: 'connection' | 'host';
  /**
   * `same`; `other-start`: differs as another standard initial TTL (64, 128, 255) over the same hops would, which some
   * systems use for resets; `different`: no initial value explains it.
   */
  readonly relation: 'same' | 'other-start' | 'different';
  /** The others all arrive with one TTL; not so where a router captures on both its sides, or routes change. */
  readonly steady: boolean;
  /** What the latest of the others came with, where that is another distance than this one’s and that of earlier ones. */
  readonly latest?: number | undefined;
  /** It is a reset (else a FIN). */
  readonly reset: boolean;
  /** Hops between the sender and the capture point, by the baseline: 0 where nothing can stand between. */
  readonly hops: number;
}

/** IPv6 flow label of a reset against its sender's others. */
export interface FlowLabelFact extends FactBase {
  readonly kind: 'flow-label';
  readonly from: Side;
  /**
   * `same`: the socket's own; `other`: the TCP stack answered without a socket; `zero`: not the TCP stack of a host that
   * labels its packets.
   */
  readonly relation: 'same' | 'other' | 'zero';
}

/** The checksum of a reset that refused a SYN is left to the network card, as that of the SYN is: no card is between the two. */
export interface ChecksumFact extends FactBase {
  readonly kind: 'checksum';
  readonly from: Side;
  /** Whose resets Linux sends so. */
  readonly as: 'tcp' | 'netfilter';
}

/** The type of service (IPv4) of a reset that refused a SYN, where the SYN had one. */
export interface ServiceTypeFact extends FactBase {
  readonly kind: 'service-type';
  readonly from: Side;
  /** `same`: the SYN's own; `zero`: none, although this host returned the type of another SYN that it refused. */
  readonly relation: 'same' | 'zero';
}
