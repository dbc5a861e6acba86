/**
 * The server no longer knew the connection: its kernel answered with a bare reset although neither side had closed
 * (RFC 9293 §3.5.1 "half-open connections": it restarted, failed over, or its state was dropped).
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { closingReset, duration, first, hints, IDLE_MIN, supports } from './_evidence.ts';
import { senderEvidence, ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'half-open-connection',
  title: 'the other end no longer knew the connection',
  severity: 'failure',
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason NO_SOCKET on the host that sent it',
    'its uptime or the start time of its service: a restart between the last answer and the reset',
    'a capture on that host: whether it sent the reset at all',
  ],
  advice: [
    'Find out whether that host or service restarted or failed over in the silence before',
    'Use TCP or protocol keep-alives so that a lost peer is noticed before the next request',
    'If a NAT, load balancer or firewall stands between, compare the silence with its idle time-out: one that forgot the connection looks the same from here',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    const stage = first(facts, 'handshake')?.stage;
    if (reset?.form !== 'passive' || (stage !== 'complete' && stage !== 'unseen')) return undefined;
    const { from } = reset;
    const evidence: Evidence[] = [...senderEvidence(facts, from, reset.packets[0])];
    const trigger = reset.trigger === undefined ? '' : ` to packet ${reset.trigger}`;
    const formText = `bare RST in answer${trigger}, with no FIN before: the form of a kernel without the socket`;
    evidence.push((fits(facts, reset) ? supports : hints)(reset, formText));
    const turn = first(facts, 'turn');
    if (turn !== undefined && Math.max(turn.idleBeforeNs, turn.quietNs) >= IDLE_MIN) {
      const idle = duration(Math.max(turn.idleBeforeNs, turn.quietNs));
      evidence.push(hints(turn, `nothing had been said for ${idle} before: time to restart or to forget`));
    }
    const label = facts['flow-label']?.find((fact) => fact.packets[0] === reset.packets[0]);
    if (label?.relation === 'other') {
      evidence.push(
        supports(label, 'its IPv6 flow label is not the connection’s: the kernel answered without a socket'),
      );
    }
    return {
      evidence,
      closer: `${from} kernel`,
      summary: `The ${from}’s kernel no longer knew the connection and answered with a reset`,
    };
  },
};

/** Silence before it, and a TTL that is the host's own over at least one hop: nearer boxes would show. */
function fits(facts: Facts, reset: ResetFact): boolean {
  const turn = first(facts, 'turn');
  const ttl = ttlOf(facts, reset.packets[0]);
  const idle = turn !== undefined && Math.max(turn.idleBeforeNs, turn.quietNs) >= IDLE_MIN;
  return idle && ttl?.relation === 'same';
}
