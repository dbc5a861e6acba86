/**
 * Whether a packet came sooner than the host whose address it bears can have sent it: the same distance takes the same
 * time. One measurement may be off by a busy moment, so it must be sooner by far.
 */
import type { Facts, FlowLabelFact, ResetFact } from '../model/fact.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { duration } from './_evidence.ts';

/** The host's other answers take so many times longer, and so much longer. */
const FACTOR = 4;
const DIFFERENCE_MIN: TimeNs = 5 * MILLISECOND;

/** What the first packet between two hosts may take longer (ARP, a virtual machine that slept): where nothing else was measured. */
const FIRST_MAX: TimeNs = 10 * MILLISECOND;

/** An answer that takes no time shows a clock that ticks so seldom, as that of old Windows does (64 times a second). */
const TICK_MAX: TimeNs = 16 * MILLISECOND;

/** Whether an answer after `delayNs` is far too quick for a host that needs `usualNs`. */
export function isTooSoon(delayNs: TimeNs, usualNs: TimeNs): boolean {
  const least = delayNs === 0 ? TICK_MAX : delayNs;
  return least * FACTOR <= usualNs && usualNs - least >= DIFFERENCE_MIN;
}

/** That a reset in answer to a packet came too soon for its sender, in words; `undefined` where it did not, or may not have. */
export function tooSoonText(facts: Facts, reset: ResetFact): string | undefined {
  // Kernels answer a SYN at once; the client's ACK may wait for its first payload.
  const synAckNs = reset.from === 'server' ? facts.handshake?.[0]?.serverRttNs : undefined;
  if (synAckNs === undefined) return undefined;
  const { delayNs, acknowledgesAfterNs: acknowledgesNs } = reset;
  if (delayNs !== undefined && isTooSoon(delayNs, synAckNs)) {
    return `it came ${duration(delayNs)} after that packet; the server needed ${duration(synAckNs)} for its SYN-ACK`;
  }
  const { acknowledgedInNs = synAckNs - FIRST_MAX } = reset;
  const usualNs = Math.min(synAckNs, acknowledgedInNs);
  if (acknowledgesNs === undefined || !isTooSoon(acknowledgesNs, usualNs)) return undefined;
  return `it came ${duration(acknowledgesNs)} after what it acknowledges; the server needed ${duration(synAckNs)} for its SYN-ACK`;
}

/** The flow label comparison for the packet with this number. */
export function labelOf(facts: Facts, packet: number): FlowLabelFact | undefined {
  return facts['flow-label']?.find((fact) => fact.packets[0] === packet);
}
