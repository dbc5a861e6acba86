/**
 * The client ended the connection while an answer was outstanding or still coming: the user left, the program gave up, or
 * it had read enough (nginx logs 499, HAProxy CD/CH, Envoy DC).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts, FinFact, ResetFact, TurnFact } from '../model/fact.ts';
import {
  closingFin,
  closingReset,
  count,
  duration,
  first,
  hints,
  MID_RESPONSE_MAX,
  speaksAgainst,
  supports,
} from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'client-abort',
  title: 'the client gave up before it had its answer',
  severity: 'suspicious',
  refines: [
    'unread-data-at-close',
    'abortive-close',
    'normal-close',
    'half-close',
    'reset-after-close',
    'closed-without-response',
  ],
  wouldBeProvedBy: [
    'the client’s log at that moment (cancelled, aborted, time-out)',
    'the server’s or proxy’s log: nginx 499, HAProxy CD or CH, Envoy DC',
  ],
  advice: [
    'Look at the client: who cancelled, and how long it is willing to wait',
    'Look at why the answer took so long',
  ],
  weigh: (facts) => {
    const turn = first(facts, 'turn');
    const close = closingReset(facts) ?? closingFin(facts);
    if (turn === undefined || close?.from !== 'client') return undefined;
    if (close.kind === 'reset' && close.form !== 'active' && close.form !== 'unknown') return undefined;
    const evidence = turn.by === 'client' ? whileWaiting(facts, close, turn) : whileReading(facts, close, turn);
    if (evidence.length === 0) return undefined;
    return {
      evidence: [...evidence, ...senderEvidence(facts, 'client', close.packets[0])],
      closer: 'client application',
      summary:
        turn.by === 'client'
          ? `The client gave up ${duration(turn.ageNs)} after its request, before any answer`
          : 'The client closed while the server was still sending its answer',
    };
  },
};

/** A FIN right behind the request only says that nothing more will be asked (half-close); a later one, or a reset, gives up. */
function whileWaiting(facts: Facts, close: ResetFact | FinFact, turn: TurnFact): Assessment['evidence'] {
  if (turn.clientBytes === 0) return [];
  const last = first(facts, 'words')?.clientLast.kind;
  if (last === 'tls-alert') return [];
  const waited = `the client closed ${duration(turn.quietNs)} after its last byte, with its request unanswered`;
  if (close.kind === 'reset') return [supports(close, waited)];
  const answered = close.peerData !== undefined;
  if (turn.quietNs < MID_RESPONSE_MAX || (turn.serverBytes > 0 && turn.quietNs < 1e9)) return [];
  return answered
    ? [hints(close, waited), speaksAgainst(close, 'the server answered after that, as to a half-close')]
    : [supports(close, waited)];
}

/** Mid-answer: bytes of a counted response missing, or the server sent on after the close. */
function whileReading(facts: Facts, close: ResetFact | FinFact, turn: TurnFact): Assessment['evidence'] {
  const missing = first(facts, 'missing-bytes');
  if (missing !== undefined) {
    return [supports(missing, `the response still lacked ${count(missing.bytes, 'byte')} when the client closed`)];
  }
  const late = facts.fin?.find((fin) => fin.from === 'client')?.peerData;
  const refused = facts.reset?.some((reset) => reset.from === 'client' && !reset.closes);
  if (close.kind === 'fin' && late !== undefined && refused === true && turn.quietNs < MID_RESPONSE_MAX) {
    return [hints(close, `the server sent on after the client’s FIN (packet ${late.number}) and met a reset`)];
  }
  if (close.kind === 'reset' && turn.quietNs < MID_RESPONSE_MAX) {
    const text = `the server’s last bytes came only ${duration(turn.quietNs)} before the client’s reset`;
    return [hints(close, text)];
  }
  return [];
}
