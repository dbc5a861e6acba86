/**
 * The client sent a request on a connection that it had been told was closed: the FIN was acknowledged by its kernel long
 * before, but the pool never looked. Unlike the keep-alive race, waiting a round trip would not have helped.
 */
import type { Cause } from '../model/cause.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { closingFin, duration, hints, IDLE_MIN, proves, roundTripNs, supports } from './_evidence.ts';
import { timerEvidence } from './_idle-timer.ts';
import { statedReason } from './_last-words.ts';
import { senderEvidence } from './_sender.ts';
import { isFirstCaptured, isKnownRequest, isPlainCall, unansweredTurn } from './_words.ts';

export const cause: Cause = {
  id: 'stale-pooled-connection',
  title: 'the client used a pooled connection that had long been closed',
  severity: 'failure',
  refines: ['server-idle-timeout', 'reset-after-close', 'half-close', 'normal-close', 'keepalive-race'],
  wouldBeProvedBy: ['the client’s pool settings, and ss -tn state close-wait on the client before the request'],
  advice: [
    'Let the client’s pool drop connections whose peer has closed (check before use, or read events on idle sockets)',
    'Retry the request once on a new connection, if it is safe to repeat',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    if (fin?.from !== 'server' || fin.peerData === undefined || !fin.peerData.knewOfFin) return undefined;
    // A session of SSH is in no pool (RFC 4253 §4): what comes late is of that session, such as the answers that its server missed.
    if (facts.words?.[0]?.clientFirst.kind === 'ssh-banner' || facts.words?.[0]?.serverFirst.kind === 'ssh-banner')
      return undefined;
    // No session was made that a pool could keep: a client that waits for the rest of a handshake says what it makes of the close.
    if (facts.tls?.[0]?.stage === 'client-hello' || facts.tls?.[0]?.stage === 'server-hello') return undefined;
    const { delayNs, knownNs, number } = fin.peerData;
    const reset = answerTo(facts, number);
    const ownFin = facts.fin?.find((candidate) => candidate.from === 'client');
    if (ownFin !== undefined && ownFin.packets[0] < number) return undefined;
    const turn = facts.turn?.[0];
    const isFirst = turn === undefined && isFirstCaptured(facts, fin);
    if ((turn === undefined && !isFirst) || unansweredTurn(facts) !== undefined) return undefined;
    const long = knownNs >= Math.max(IDLE_MIN, 3 * (roundTripNs(facts) ?? 0));
    const idle = turn !== undefined && turn.quietNs >= IDLE_MIN;
    // A server that goes on reading can no longer answer: what wants an answer is sent in vain all the same.
    if (reset === undefined && !(long && idle && isPlainCall(facts))) return undefined;
    // What answers the FIN itself, and is no request, is the goodbye of a client that did look.
    if (!long && idle && !isKnownRequest(facts)) return undefined;
    const text = `the client’s kernel had acknowledged the server’s FIN, and ${duration(delayNs)} after it the client sent packet ${number} all the same`;
    return {
      evidence: [
        // Soon after an answer it may be the rest of what the client was sending anyway.
        (reset !== undefined && long && idle ? proves : long || idle ? supports : hints)(fin, text),
        ...(reset === undefined ? [] : [hints(reset, `the server’s kernel answered packet ${number} with a reset`)]),
        ...statedReason(facts),
        ...timerEvidence(facts, hints),
        ...senderEvidence(facts, 'server', fin.packets[0]),
      ],
      closer: 'server application',
      summary: `The server had closed the connection ${duration(delayNs)} before, and the client used it again without looking`,
    };
  },
};

/** The server's reset in answer to that packet: its socket was gone, not only half closed. */
function answerTo(facts: Facts, packet: number): ResetFact | undefined {
  return facts.reset?.find((reset) => reset.from === 'server' && reset.trigger === packet);
}
