/**
 * An application aborted on purpose: SO_LINGER 0, or connect(AF_UNSPEC) (RFC 9293 §3.10.5; Linux reports TCP_STATE). On the
 * wire it is the reset of unread data; only that nothing is left unread speaks for it.
 */
import type { Cause } from '../model/cause.ts';
import { closingReset, count, duration, first, hints, IDLE_MIN, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'abortive-close',
  title: 'aborted on purpose (SO_LINGER 0 or the like)',
  severity: 'suspicious',
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_STATE on the closing host',
    'strace -e setsockopt on its process: SO_LINGER with a time of 0',
  ],
  advice: [
    'Remove SO_LINGER 0 (or the library’s reset/abort/destroy call), and close in order: shutdown, read to the end, close',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    const handshake = first(facts, 'handshake');
    if (reset?.form !== 'active' || handshake === undefined || handshake.stage === 'answered') return undefined;
    const { from } = reset;
    const evidence = [...senderEvidence(facts, from, reset.packets[0])];
    const unanswered = first(facts, 'unanswered-data');
    const probes = facts.probes?.find((fact) => fact.from === from && fact.unanswered > 1);
    const stall = facts.stall?.find((fact) => fact.side === from && fact.retransmissions > 2);
    if (unanswered?.at === from) {
      evidence.push(hints(reset, 'an abort on purpose sends the same bytes as a close with unread data'));
    } else if (probes !== undefined || stall !== undefined) {
      evidence.push(speaksAgainst(probes ?? stall ?? reset, 'the peer had gone silent before'));
    } else {
      evidence.push(
        supports(reset, `RST|ACK from the ${from}’s live socket with nothing left unread that the capture shows`),
      );
    }
    const turn = first(facts, 'turn');
    const idle = turn !== undefined && turn.quietNs >= IDLE_MIN;
    if (idle) evidence.push(hints(turn, `the connection had been idle for ${duration(turn.quietNs)}`));
    return {
      evidence,
      closer: `${from} application`,
      severity: severityOf(from, turn?.by),
      summary: summarise(from, idle ? duration(turn.quietNs) : undefined, turn?.turns ?? 0),
    };
  },
};

/** A client that resets after its answer harms nobody; a server that resets while it owes one does. */
function severityOf(from: 'client' | 'server', lastSpeaker: 'client' | 'server' | undefined): 'failure' | 'suspicious' {
  return from === 'server' && lastSpeaker === 'client' ? 'failure' : 'suspicious';
}

function summarise(from: string, idle: string | undefined, turns: number): string {
  const when = idle === undefined ? `after ${count(turns, 'message')}` : `after ${idle} of silence`;
  return `The ${from} aborted the connection with a reset ${when} instead of closing it with a FIN`;
}
