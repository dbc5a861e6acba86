/**
 * The server closed with a FIN although a request was outstanding, and answered nothing: "Empty reply from server". Also
 * where it closed so early that the request crossed its FIN.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, FinFact, TurnFact } from '../model/fact.ts';
import {
  closingFin,
  count,
  duration,
  hints,
  lacksWords,
  PROMPT_MAX,
  simultaneousEvidence,
  speaksAgainst,
  supports,
} from './_evidence.ts';
import { closedUnanswered, closedUnasked } from './_numbers.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { ticketEvidence } from './_tls.ts';
import {
  hasLeftRequest,
  isAnswerUnseen,
  isKnownRequest,
  isPlainRequest,
  isUponGoodbye,
  nameClientsLast,
  unansweredTurn,
} from './_words.ts';

/** The first request over TLS is the fifth turn at the latest (RFC 5246 §7.3). */
const TLS_TURNS = 5;

export const cause: Cause = {
  id: 'closed-without-response',
  title: 'the server closed without answering the request',
  severity: 'failure',
  refines: ['reset-after-close', 'normal-close', 'half-close'],
  wouldBeProvedBy: [
    'the server’s error log at that moment',
    'whether its process exited then (kernel event sched_process_exit, journal)',
  ],
  advice: [
    'Look into the server’s log at this time: an exception, a crash, a limit or a rule (nginx 444) made it close',
    'If a proxy stands before the server, ask which of the two closed',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    if (fin === undefined || facts.handshake?.[0]?.stage === 'unanswered' || isAnswerUnseen(facts)) return undefined;
    const turn = unansweredTurn(facts);
    if (fin.from === 'client') return turn === undefined ? undefined : onHalfClose(facts, fin, turn);
    if (turn !== undefined && fin.crossed === undefined) {
      return hasLeftRequest(facts) ? undefined : onRequest(facts, fin, turn);
    }
    return byNumbers(facts, fin) ?? beforeRequest(facts, fin);
  },
};

/** The server had taken the request. */
function onRequest(facts: Facts, fin: FinFact, turn: TurnFact): Assessment {
  const asked = nameClientsLast(facts);
  // In a dialogue whose protocol is not known, not every message wants an answer; what was said before the capture may be one.
  const isWhole = facts.handshake?.[0]?.stage !== 'unseen';
  const sure = (turn.serverBytes === 0 && isWhole) || isKnownRequest(facts);
  // Messages that are no requests follow one another, and only the last of them is the client’s last.
  const sinceNs = isKnownRequest(facts) ? turn.ageNs : (turn.repeating?.sinceNs ?? turn.quietNs);
  const text = `the server sent FIN ${duration(sinceNs)} after ${asked} and no byte of an answer`;
  const evidence: Evidence[] = [(sure ? supports : hints)(fin, text)];
  if (turn.serverBytes === 0 && isWhole) evidence.push(hints(turn, 'it had not sent a byte on the whole connection'));
  // In HTTP/2 the first words of a server are its settings.
  const isHttp2 = facts.words?.[0]?.clientFirst.kind === 'http2-preface';
  const handshakeTurns = facts.tls === undefined ? 2 : TLS_TURNS;
  if (turn.turns > handshakeTurns && !isHttp2)
    evidence.push(hints(turn, 'what was asked earlier on this connection was answered'));
  evidence.push(...ticketEvidence(facts));
  evidence.push(...senderEvidence(facts, 'server', fin.packets[0]), ...simultaneousEvidence(facts));
  const quality = facts.quality?.[0];
  if (quality !== undefined && quality.missedBytes > 0) {
    evidence.push(speaksAgainst(quality, 'the capture lacks packets of this connection, perhaps the answer'));
  }
  return {
    evidence,
    closer: closerBy(facts, 'server', fin.packets[0]),
    // A protocol that is not known may be one whose server never answers.
    severity: isKnownRequest(facts) || (sure && isKnownProtocol(facts)) ? 'failure' : 'suspicious',
    summary: `The server took ${asked} and closed the connection without a byte of an answer`,
  };
}

function isKnownProtocol(facts: Facts): boolean {
  const kind = facts.words?.[0]?.clientLast.kind;
  return kind !== undefined && kind !== 'unknown';
}

/**
 * The client had closed its half behind a request and waited; what came was the server's reset. Behind anything else the
 * client may just have left, and the reset is the answer to that: also in TLS, which closes a half with a close_notify, not with
 * a FIN (RFC 8446 §6.1).
 */
function onHalfClose(facts: Facts, fin: FinFact, turn: TurnFact): Assessment | undefined {
  if (!isPlainRequest(facts)) return undefined;
  const reset = facts.reset?.find(({ from, form }) => from === 'server' && form === 'active');
  if (reset === undefined || fin.peerData !== undefined || turn.quietNs >= PROMPT_MAX) return undefined;
  const asked = nameClientsLast(facts);
  const text = `the client closed its half behind ${asked}, and the server reset the connection without a byte of an answer`;
  return {
    evidence: [supports(reset, text), ...senderEvidence(facts, 'server', reset.packets[0])],
    closer: closerBy(facts, 'server', reset.packets[0]),
    summary: `The server reset the connection without a byte of an answer to ${asked}`,
  };
}

/** What either said was not captured; the numbers of the FIN tell how much it was. */
function byNumbers(facts: Facts, fin: FinFact): Assessment | undefined {
  const isUnasked = closedUnasked(facts, fin);
  if (!isUnasked && !closedUnanswered(facts, fin)) return undefined;
  const heard = count(fin.numbers?.heard ?? 0, 'byte');
  const text = isUnasked
    ? 'by its numbers the server sent FIN before it had sent or taken a byte, and it reset what came after'
    : `by its numbers the server had taken ${heard} of the client and sent none when it sent FIN`;
  const isSeen = !isUnasked && facts.fin?.some(({ from }) => from === 'client') === true;
  return {
    evidence: [(isSeen ? supports : hints)(fin, text), ...senderEvidence(facts, 'server', fin.packets[0])],
    closer: closerBy(facts, 'server', fin.packets[0]),
    severity: 'suspicious',
    summary: 'The server closed the connection without having said a byte; what it was told was not captured',
  };
}

/** The server closed before it had taken anything, with the client's first words on their way, or none. */
function beforeRequest(facts: Facts, fin: FinFact): Assessment | undefined {
  const saidNothing = facts.words === undefined || facts.words.every((words) => words.serverFirst.kind === 'none');
  if (!saidNothing || facts.handshake?.[0]?.stage !== 'complete' || lacksWords(facts)) return undefined;
  if (isUponGoodbye(facts, fin)) return undefined;
  const onItsWay = fin.crossed?.number ?? (fin.peerData?.knewOfFin === false ? fin.peerData.number : undefined);
  if (onItsWay === undefined && fin.quietNs >= PROMPT_MAX) return undefined;
  // What asks for something is in vain, too, where the client's kernel knew of the FIN already.
  const asked = onItsWay === undefined && isKnownRequest(facts) ? fin.peerData?.number : undefined;
  const crossing =
    onItsWay !== undefined
      ? `; the client’s first words (packet ${onItsWay}) crossed its FIN`
      : asked === undefined
        ? ''
        : `; ${nameClientsLast(facts)} (packet ${asked}) came after it`;
  return {
    evidence: [
      supports(fin, `the server sent FIN before it had sent or taken a byte${crossing}`),
      ...senderEvidence(facts, 'server', fin.packets[0]),
    ],
    closer: closerBy(facts, 'server', fin.packets[0]),
    severity: (onItsWay ?? asked) === undefined ? 'suspicious' : 'failure',
    summary: 'The server accepted the connection and closed it at once, before it had taken any request',
  };
}
