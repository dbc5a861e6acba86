/**
 * The server closed an idle connection at the moment the client used it again: its FIN and the request crossed on the
 * way, and the request was answered with a reset (RFC 9112 §9.3.1; the keep-alive race of HTTP clients and load balancers).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, FinFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, duration, hints, IDLE_MIN, roundTripNs, supports } from './_evidence.ts';
import { timerEvidence } from './_idle-timer.ts';
import { isLostFin } from './_lost-fin.ts';
import { senderEvidence } from './_sender.ts';
import { isFirstCaptured, isKnownRequest, mayHaveBody, unansweredTurn } from './_words.ts';

/** No idle timer runs out so soon. */
const ADVICE_AT_ONCE: readonly string[] = [
  'Find out why the server closes right behind an answer (a limit of requests or of age, an error, a restart), and let it say so (Connection: close)',
  'Retry the request once on a new connection, if it is safe to repeat',
];

export const cause: Cause = {
  id: 'keepalive-race',
  title: 'the server’s idle close crossed the next request',
  severity: 'failure',
  refines: [
    'closed-without-response',
    'server-idle-timeout',
    'reset-after-close',
    'normal-close',
    'half-close',
    'capture-started-late',
  ],
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
    if (fin?.from !== 'server' || isLostFin(facts, fin)) return undefined;
    const request = crossingRequest(facts, fin);
    const idleNs = idleBefore(facts, fin);
    if (request === undefined) return undefined;
    if (idleNs === undefined) return isFirstCaptured(facts, fin) ? withoutBefore(facts, fin, request) : undefined;
    const isIdle = idleNs >= IDLE_MIN;
    // In a dialogue of no known kind, what comes so soon is more of it, and the close its end.
    if (!isIdle && !isKnownRequest(facts)) return undefined;
    const when = isIdle ? `after ${duration(idleNs)} without a word` : `only ${duration(idleNs)} after its answer`;
    return {
      evidence: [
        ((isIdle && !wantsNothing(facts, fin)) || isNextRequest(facts) ? supports : hints)(
          fin,
          `${when} the server closed, and a request crossed its FIN (packet ${request})`,
        ),
        ...resetEvidence(facts, fin, request),
        ...timerEvidence(facts, hints),
        ...senderEvidence(facts, 'server', fin.packets[0]),
      ],
      closer: 'server application',
      summary: isIdle
        ? `The server closed the connection after ${duration(idleNs)} idle just as the client sent its next request on it`
        : 'The server closed the connection after its answer just as the client sent its next request on it',
      ...(isIdle ? {} : { advice: ADVICE_AT_ONCE }),
    };
  },
};

/** A server that has closed answers a request with a bare reset: so much shows also where nothing before it was captured. */
function withoutBefore(facts: Facts, fin: FinFact, request: number): Assessment | undefined {
  const reset = facts.reset?.find(({ from, trigger }) => from === 'server' && trigger === request);
  if (reset === undefined) return undefined;
  const text = `the server closed, and a request crossed its FIN (packet ${request}), which met a reset; what came before was not captured`;
  return {
    evidence: [supports(fin, text), ...senderEvidence(facts, 'server', fin.packets[0])],
    closer: 'server application',
    summary: 'The server closed the connection just as the client sent a request on it',
  };
}

/** The request that neither knew of the FIN nor was known to it: sent before the FIN had arrived. */
function crossingRequest(facts: Facts, fin: FinFact): number | undefined {
  const rtt: TimeNs = roundTripNs(facts) ?? 0;
  if (fin.crossed !== undefined && fin.crossed.aheadNs <= Math.max(2 * rtt, SECOND / 5)) return fin.crossed.number;
  if (fin.peerData === undefined || fin.peerData.knewOfFin) return undefined;
  return fin.peerData.number;
}

/** Silence before the request and the FIN, after an answer. A request just ahead of the FIN is not what ended the silence. */
function idleBefore(facts: Facts, fin: FinFact): TimeNs | undefined {
  const turn = facts.turn?.[0];
  if (turn === undefined || turn.serverBytes === 0) return undefined;
  if (fin.crossed === undefined) return unansweredTurn(facts) === undefined ? turn.quietNs : undefined;
  return turn.by === 'client' ? turn.idleBeforeNs : undefined;
}

/** A few bytes in a dialogue of no known kind, as a key that is pressed: nobody may have waited for an answer. */
function wantsNothing(facts: Facts, fin: FinFact): boolean {
  return fin.crossed !== undefined && unansweredTurn(facts) === undefined;
}

/** What follows so soon is a command, or a request in HTTP, unless it may be the rest of the request that was just answered. */
function isNextRequest(facts: Facts): boolean {
  const words = facts.words?.[0];
  if (words?.clientLast.kind === 'command') return true;
  return words?.clientFirst.kind === 'http-request' && !mayHaveBody(words.clientLast);
}

function resetEvidence(facts: Facts, fin: FinFact, request: number): Evidence[] {
  const reset = facts.reset?.find(({ from, packets }) => from === 'server' && packets[0] > fin.packets[0]);
  if (reset?.trigger === undefined) return [];
  return reset.trigger === request
    ? [hints(reset, 'the request was answered with a reset')]
    : [hints(reset, `packet ${reset.trigger} was answered with a reset`)];
}
