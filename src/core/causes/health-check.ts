/** A connection opened only to see whether somebody answers: handshake, no byte, closed at once. */
import type { Cause } from '../model/cause.ts';
import { SECOND } from '../model/time.ts';
import { closingFin, closingReset, duration, hints, lacksWords, supports } from './_evidence.ts';

/** A check does not linger. */
const LASTING_MAX = 5 * SECOND;

export const cause: Cause = {
  id: 'health-check',
  title: 'opened and closed without a byte, as health checks do',
  severity: 'benign',
  refines: ['abortive-close', 'normal-close', 'half-close', 'client-abort'],
  wouldBeProvedBy: ['the client’s address: a load balancer, monitor or orchestrator', 'the same at regular intervals'],
  advice: ['Nothing is wrong; leave health checks out of the server’s error log'],
  weigh: (facts) => {
    const close = closingReset(facts) ?? closingFin(facts);
    const handshake = facts.handshake?.[0];
    if (close?.from !== 'client' || handshake === undefined || facts.words !== undefined) return undefined;
    if (lacksWords(facts)) return undefined;
    if (handshake.synAcks === 0 || (handshake.stage !== 'complete' && handshake.stage !== 'answered')) return undefined;
    // Who repeats its SYN wants more than to look, and may meet the answer only after giving up.
    if (handshake.tryingNs > LASTING_MAX || handshake.syns !== 1 || facts.turn !== undefined) return undefined;
    const how = close.kind === 'fin' ? 'closed' : 'reset the connection';
    const text = `the client ${how} ${duration(handshake.tryingNs)} after its SYN without sending a byte`;
    // The kernel of a client without such a socket answers the SYN-ACK so: it had given up, or a program made the SYN itself.
    if (close.kind === 'reset' && handshake.stage === 'answered') {
      return {
        evidence: [hints(close, `${text}, as scanners do, and a client that has just given up`)],
        closer: 'client kernel',
        summary: 'The client had no use for the answer: it only looked whether the port answers, or had given up',
      };
    }
    return {
      evidence: [supports(close, text)],
      closer: 'client application',
      summary: 'The client closed without a byte, as one does that only looks whether the port answers',
    };
  },
};
