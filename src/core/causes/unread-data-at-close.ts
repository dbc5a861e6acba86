/**
 * An application closed its socket with bytes in the receive buffer that it had not read; the kernel then sends RST|ACK to
 * say that data was lost (RFC 9293 §3.6.1, RFC 2525 §2.17; Linux tcp_close, reason TCP_ABORT_ON_CLOSE).
 */
import type { Cause } from '../model/cause.ts';
import { closingReset, count, duration, first, hints, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'unread-data-at-close',
  title: 'closed with unread data in the socket',
  severity: 'failure',
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_ABORT_ON_CLOSE on the closing host',
    'its log or exit status at that moment: an exiting or killed process closes the same way',
  ],
  advice: [
    'Read until the end before closing, or shutdown(SHUT_WR) and drain first',
    'If the process crashed or was killed at that moment, that is the fault to mend',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    if (reset?.form !== 'active' || first(facts, 'handshake')?.stage === 'answered') return undefined;
    const { from } = reset;
    const peer = from === 'client' ? 'server' : 'client';
    const evidence = [...senderEvidence(facts, from, reset.packets[0])];
    const unanswered = first(facts, 'unanswered-data');
    if (unanswered?.at === from) {
      const bytes = count(unanswered.bytes, 'byte');
      const text = `${bytes} from the ${peer} had arrived ${duration(unanswered.beforeCloseNs)} before and got no answer`;
      evidence.push(supports(unanswered, text));
    } else {
      evidence.push(speaksAgainst(reset, `nothing the ${peer} had sent was left without an answer`));
    }
    const probes = facts.probes?.find((fact) => fact.from === from && fact.unanswered > 1);
    if (probes !== undefined) {
      evidence.push(speaksAgainst(probes, 'keep-alive probes went unanswered before it'));
    }
    evidence.push(hints(reset, `RST|ACK at the ${from}’s next sequence number: its live socket sent it`));
    return {
      evidence,
      closer: `${from} application`,
      summary: `The ${from} closed its socket without reading what the ${peer} had sent, so its kernel sent a reset`,
    };
  },
};
