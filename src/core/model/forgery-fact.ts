/** Facts that show that somebody else sent in the name of one side. */
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { Tampering } from './tampering.ts';
import type { TimeNs } from './time.ts';

/** Data in a side's name that the stack which sent the rest of its packets would not have sent. */
export interface SecondSenderFact extends FactBase {
  readonly kind: 'second-sender';
  readonly from: Side;
  /**
   * `distance`: its TTL is that of neither the packets before nor those after. `spread`: so is that of a packet that was not
   * kept. `beyond-fin`: it lies behind that side's FIN. `overtaken`: the peer had acknowledged it before this side sent it.
   * Only the first tells by itself: some stacks and captures make one of the others.
   */
  readonly sign: 'distance' | 'spread' | 'beyond-fin' | 'overtaken';
  readonly ttl: number;
  /** TTL of the side's other packets, of which `later` came after it: routes differ by a hop or two. */
  readonly baseline: number;
  readonly later: number;
  /** From it to the first FIN or reset, or to the last packet. */
  readonly beforeCloseNs: TimeNs;
}

/**
 * What in a FIN does not fit the other packets of its side. `other-end`: another FIN of that side, of which this is the number,
 * ends its stream so many bytes further on (before, where negative). `behind`: the peer had acknowledged so many bytes beyond
 * its end. `sent-on`: new data came later with its number. `ip-id`: the side's own IPv4 identifications, which count up before and
 * after it, are so far away. `unsigned`: it lacks the TCP signature that the others bear.
 */
export type FinMisfit =
  | { readonly kind: 'other-end'; readonly number: number; readonly bytes: number }
  | { readonly kind: 'behind'; readonly bytes: number }
  | { readonly kind: 'sent-on'; readonly number: number; readonly bytes: number }
  | { readonly kind: 'went-back'; readonly number: number; readonly bytes: number }
  | { readonly kind: 'ip-id'; readonly away: number }
  | { readonly kind: 'unsigned' };

/** Numbers in resets that no one stack would send (rules of Weaver, Sommer and Paxson, NDSS 2009). */
export interface ResetNumbersFact extends FactBase {
  readonly kind: 'reset-numbers';
  readonly from: Side;
  /**
   * `below-sent`: DATA_SEQ_RST. `sequence-change`: RST_SEQ_CHANGE. `acknowledgement-change`: RST_ACK_CHANGE. `upon-syn-ack`:
   * SYN_RST. `more-than-triggers`: several resets to one segment.
   */
  readonly rule: 'below-sent' | 'sequence-change' | 'acknowledgement-change' | 'upon-syn-ack' | 'more-than-triggers';
}

/** A signature of connection tampering: what the client had sent, and what came upon it in the name of `from`. */
export interface TamperingFact extends FactBase, Tampering {
  readonly kind: 'tampering';
  readonly from: Side;
}
