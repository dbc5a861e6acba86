/**
 * The server closed an idle connection at the moment the client used it again: its FIN and the request crossed on the
 * way, and the request was answered with a reset (RFC 9112 §9.3.1; the keep-alive race of HTTP clients and load balancers).
 */
import type { Cause } from '../model/cause.ts';
import type { Facts, FinFact, ResetFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, duration, first, hints, IDLE_MIN, roundTripNs, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'keepalive-race',
  title: 'the server’s idle close crossed the next request',
  severity: 'failure',
  refines: ['closed-without-response', 'server-idle-timeout', 'reset-after-close'],
  wouldBeProvedBy: [
    'the same idle time before the server’s FIN in other connections: that is its keep-alive timer',
    'kernel event tcp_send_reset with reason TCP_ABORT_ON_DATA or TCP_TIMEWAIT_SOCKET on the server',
  ],
  advice: [
    'Let the client drop idle connections sooner than the server does (client idle time < server keep-alive time)',
    'Retry the request once on a new connection, if it is safe to repeat',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    if (fin?.from !== 'server') return undefined;
    const reset = facts.reset?.find((candidate) => candidate.from === 'server' && candidate.timeNs >= fin.timeNs);
    const request = crossingRequest(facts, fin);
    const idleNs = idleBefore(facts, fin);
    if (request === undefined || idleNs === undefined || idleNs < IDLE_MIN) return undefined;
    const evidence = [
      supports(
        fin,
        `after ${duration(idleNs)} without a word the server closed, and a request crossed its FIN (packet ${request})`,
      ),
      ...senderEvidence(facts, 'server', fin.packets[0]),
    ];
    if (reset !== undefined) evidence.push(hints(reset, resetText(reset)));
    return {
      evidence,
      closer: 'server application',
      summary: `The server closed the connection after ${duration(idleNs)} idle just as the client sent its next request on it`,
    };
  },
};

/** The request that neither knew of the FIN nor was known to it: sent before the FIN had arrived. */
function crossingRequest(facts: Facts, fin: FinFact): number | undefined {
  const rtt: TimeNs = roundTripNs(facts) ?? 0;
  if (fin.crossed !== undefined && fin.crossed.aheadNs <= Math.max(2 * rtt, SECOND / 5)) return fin.crossed.number;
  if (fin.peerData === undefined || fin.peerData.knewOfFin) return undefined;
  return fin.peerData.number;
}

/** Silence before the request and the FIN. A request just ahead of the FIN is not what ended the silence. */
function idleBefore(facts: Facts, fin: FinFact): TimeNs | undefined {
  const turn = first(facts, 'turn');
  if (turn === undefined) return undefined;
  if (fin.crossed === undefined) return turn.by === 'server' ? turn.quietNs : undefined;
  return turn.idleBeforeNs;
}

function resetText(reset: ResetFact): string {
  return reset.trigger === undefined
    ? 'a reset followed'
    : `the request (packet ${reset.trigger}) was answered with a reset`;
}
