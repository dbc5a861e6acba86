/**
 * The server still has an older connection between the same two ports and answers the SYN with an ACK for that one (RFC 9293
 * §3.10.7.4, RFC 5961 §4.2). The client resets it and asks again (Linux after a moment); where the reset or the ACK is lost or
 * filtered on the way, nobody gets any further.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { count, duration, hints, supports } from './_evidence.ts';

export const cause: Cause = {
  id: 'stale-port-challenge',
  title: 'the server still had an older connection from the same port',
  severity: 'failure',
  refines: ['unanswered-syn', 'client-connect-timeout', 'still-open', 'injected-reset'],
  wouldBeProvedBy: [
    'ss -tn on the server: a connection in ESTABLISHED or FIN-WAIT with this client’s address and port',
    'captures at both ends: whether the client’s reset arrives at the server',
  ],
  advice: [
    'Let the server notice connections whose client is gone (TCP keep-alive), and let clients and NATs not reuse a port so soon',
    'If a firewall stands between, let it pass the ACK that answers a SYN, and the reset that answers it',
  ],
  weigh: (facts) => {
    const attempt = facts['connect-attempt']?.[0];
    const handshake = facts.handshake?.[0];
    if (attempt?.challenged !== true || handshake === undefined || handshake.stage === 'complete') return undefined;
    const text =
      'the SYN was answered by an ACK for other numbers: the server has an older connection between these ports';
    // Whoever asks once only may have had enough of it by himself.
    const evidence: Evidence[] = [(handshake.syns > 1 ? supports : hints)(attempt, text)];
    if (attempt.challengeReset) evidence.push(hints(attempt, 'the client’s kernel answered that ACK with a reset'));
    if (handshake.syns > 1) {
      evidence.push(
        hints(handshake, `${count(handshake.syns, 'SYN')} in ${duration(handshake.tryingNs)}, and no SYN-ACK`),
      );
    }
    return {
      evidence,
      closer: 'unknown',
      summary: 'The server answered for an older connection from the same port, and the new one did not come about',
    };
  },
};
