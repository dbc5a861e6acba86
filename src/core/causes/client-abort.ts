/**
 * The client ended the connection while an answer was outstanding or still coming: the user left, the program gave up, or
 * it had read enough (nginx logs 499, HAProxy CD/CH, Envoy DC).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, FinFact, ResetFact, TurnFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import {
  closingFin,
  closingReset,
  count,
  duration,
  hints,
  MID_RESPONSE_MAX,
  simultaneousEvidence,
  speaksAgainst,
  supports,
} from './_evidence.ts';
import { leftUnanswered } from './_numbers.ts';
import { senderEvidence } from './_sender.ts';
import { closedWindow } from './_stall.ts';
import { ticketEvidence } from './_tls.ts';
import {
  hasLeftRequest,
  isLastWordPossible,
  isPlainRequest,
  lacksItsEnd,
  nameClientsLast,
  nameOwnLast,
  stillDue,
  unansweredTurn,
} from './_words.ts';

/** A client that gives up has waited for longer than an answer takes. */
const WAITED_MIN = 1 * SECOND;

/** A server that says nothing for so long fails its client, whoever loses patience. */
const LATE: TimeNs = 10 * SECOND;

/** Protocols take leave with fewer bytes than this. */
const MORE_MIN = 512;

/** Who leaves at once, or in the middle of the answer, did not leave for its length. */
const ADVICE_AT_ONCE =
  'Look at the client: what ended it there (a user who left, a program that ended or had what it needed)';

/** Who did not take what had come did not leave for its length either. */
const ADVICE_NOT_READING =
  'Look at the client: what kept it from reading (paused, stopped, slow on purpose or by what it writes to), and what ended it';

const TOOK_LEAVE = 'The client took its leave before any answer';

/** Handshake message type (RFC 8446 §4). */
const CLIENT_HELLO = 1;

/** Answers from this size on come in several segments. */
const BULK_MIN = 4096;

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
    const turn = facts.turn?.[0];
    const close = closingReset(facts) ?? closingFin(facts);
    if (close === undefined || facts.handshake?.[0]?.stage === 'unanswered') return undefined;
    if (turn === undefined) return close.kind === 'fin' ? byNumbers(facts, close) : undefined;
    if (close.from === 'server') return uponLeave(facts, close);
    if (close.kind === 'reset' && close.form !== 'active' && close.form !== 'unknown') return undefined;
    const waiting = unansweredTurn(facts);
    const sending = whileSending(facts, turn);
    const evidence =
      sending ?? (waiting === undefined ? whileReading(facts, close, turn) : whileWaiting(facts, close, waiting));
    if (evidence.length === 0) return undefined;
    const asked = nameOwnLast(facts);
    return {
      evidence: [...evidence, ...senderEvidence(facts, 'client', close.packets[0])],
      closer: 'client application',
      ...adviceFor(facts, close, turn),
      ...(waiting !== undefined && waiting.quietNs >= LATE && isPlainRequest(facts)
        ? { severity: 'failure' as const }
        : {}),
      summary:
        sending !== undefined
          ? 'The client closed in the middle of what it was asked to send'
          : waiting === undefined
            ? 'The client closed before the server’s answer had come to its end'
            : hasLeftRequest(facts)
              ? TOOK_LEAVE
              : `The client gave up ${whenGivenUp(waiting, asked)}, before any answer`,
    };
  },
};

/** What either said was not captured; the numbers of the FIN tell that the client had asked, and had heard nothing. */
function byNumbers(facts: Facts, fin: FinFact): Assessment | undefined {
  const left = leftUnanswered(facts, fin);
  if (left === undefined) return undefined;
  const then = left === 'reset' ? 'it reset what came after' : 'the server closed without having said one';
  const text = `by its numbers the client had sent ${count(fin.numbers?.said ?? 0, 'byte')} and taken none of the server when it sent FIN, and ${then}`;
  return {
    evidence: [(left === 'reset' ? supports : hints)(fin, text), ...senderEvidence(facts, 'client', fin.packets[0])],
    closer: 'client application',
    summary: 'The client gave up before any answer; what it had asked was not captured',
  };
}

/** The client took its leave of HTTP/2 without its answer, and the server was the first to close. */
function uponLeave(facts: Facts, close: ResetFact | FinFact): Assessment | undefined {
  if (close.kind !== 'fin' || unansweredTurn(facts) === undefined || !hasLeftRequest(facts)) return undefined;
  const text = `the client said GOAWAY with ${nameOwnLast(facts)} unanswered, and the server closed upon it`;
  return {
    evidence: [supports(close, text), ...senderEvidence(facts, 'server', close.packets[0])],
    closer: 'client application',
    advice: [ADVICE_AT_ONCE],
    summary: TOOK_LEAVE,
  };
}

/** Replies that ask for a message: SMTP’s DATA (RFC 5321 §3.3), NNTP’s IHAVE and POST (RFC 3977 §6.3). */
const SEND_IT: readonly number[] = [354, 335, 340];

/** What a server asked for it answers when it is whole, and no client leaves before. */
function whileSending(facts: Facts, turn: TurnFact): Evidence[] | undefined {
  const words = facts.words?.[0];
  if (turn.by !== 'client' || words?.serverLast.kind !== 'text-greeting') return undefined;
  if (!SEND_IT.includes(words.serverLast.detail) || words.clientLast.kind === 'goodbye') return undefined;
  const text = `the server had said ${words.serverLast.detail} (send it), and not yet that it has the message`;
  return [supports(words, text), ...doubtsOf(facts)];
}

function adviceFor(facts: Facts, close: ResetFact | FinFact, turn: TurnFact): Pick<Assessment, 'advice'> {
  if (closedWindow(facts, 'client') !== undefined) return { advice: [ADVICE_NOT_READING] };
  return hasWaited(facts, close, turn) ? {} : { advice: [ADVICE_AT_ONCE] };
}

/** For the answer or for more of it: until it closed, or until it reset what it had half closed. */
function hasWaited(facts: Facts, close: ResetFact | FinFact, { quietNs }: TurnFact): boolean {
  const resets = facts.reset?.filter(({ from }) => from === 'client').map(({ timeNs }) => timeNs) ?? [];
  return quietNs + Math.max(0, ...resets.map((timeNs) => timeNs - close.timeNs)) >= WAITED_MIN;
}

/** By the same measure as the evidence. */
function whenGivenUp(turn: TurnFact, asked: string): string {
  return waitedNs(turn) === 0 ? `right after ${asked}` : `${waited(turn)} after ${asked}`;
}

/** Since its last byte: what its kernel repeats since then is none of its program’s. */
function waitedNs({ quietNs, repeating }: TurnFact): TimeNs {
  return repeating?.sinceNs ?? quietNs;
}

function waited(turn: TurnFact): string {
  return `${turn.repeating?.sinceKnown === false ? 'at least ' : ''}${duration(waitedNs(turn))}`;
}

/**
 * A reset gives up. A FIN right behind the request only says that nothing more will be asked (half-close); a later one
 * gives up, unless the client still takes what comes. Where the message is of no kind that is known, a quick close may
 * have followed on a goodbye.
 */
function whileWaiting(facts: Facts, close: ResetFact | FinFact, turn: TurnFact): Evidence[] {
  const doubts = doubtsOf(facts);
  const when = waitedNs(turn) === 0 ? 'with its last byte' : `${waited(turn)} after its last byte`;
  const text = `the client closed ${when}, with ${nameOwnLast(facts)} unanswered`;
  const sure = turn.quietNs >= WAITED_MIN || isPlainRequest(facts);
  if (close.kind === 'reset') return [(sure ? supports : hints)(close, text), ...doubts];
  const refused = refusedAnswer(facts);
  if (refused !== undefined) {
    const late = `and met the answer (packet ${metBy(facts, refused)}) with a reset`;
    // What is answered so late had been a request, and no goodbye.
    const answeredNs = turn.quietNs + (close.peerData?.delayNs ?? 0);
    return [(sure || answeredNs >= WAITED_MIN ? supports : hints)(refused, `${text}, ${late}`), ...doubts];
  }
  if (hasLeftRequest(facts))
    return [supports(close, `the client said GOAWAY and closed, with ${nameOwnLast(facts)} unanswered`), ...doubts];
  // TLS knows no half-close before its handshake is over.
  if (isHello(facts)) return [supports(close, text), ...doubts];
  if (close.peerData !== undefined) return [];
  // A FIN right behind a repetition had to wait for that.
  if (turn.quietNs >= WAITED_MIN) {
    return [(isLastWordPossible(facts, turn) ? hints : supports)(close, text), ...doubts];
  }
  const last = facts.reset?.find(({ from, form }) => from === 'client' && form !== 'passive');
  const stayed = last === undefined ? 0 : last.timeNs - close.timeNs;
  if (last === undefined && isPlainRequest(facts)) return whereBothClosed(facts, close, text);
  if (last === undefined || stayed < WAITED_MIN) return [];
  return [
    supports(last, `${text}, and reset the connection ${duration(stayed)} later, still without an answer`),
    ...doubts,
  ];
}

/** It left, or it meant to read on, and the server took its FIN for a goodbye. */
function whereBothClosed(facts: Facts, close: FinFact, unanswered: string): Evidence[] {
  if (facts.fin?.some(({ from }) => from === 'server') !== true) return [];
  const text = `${unanswered}, and the server closed, too: the client left, or the server took its FIN for a goodbye`;
  return [hints(close, text), ...doubtsOf(facts)];
}

/** What is repeated was not acknowledged. */
function repeatedEvidence(facts: Facts): Evidence[] {
  const turn = facts.turn?.[0];
  if (turn?.repeating === undefined || turn.by !== 'client') return [];
  const text = `it was repeated until ${duration(turn.quietNs)} before: it, or what acknowledged it, may be lost`;
  return [hints(turn, text)];
}

/** What would explain better that no answer came. */
function doubtsOf(facts: Facts): Evidence[] {
  const doubts: Evidence[] = [...repeatedEvidence(facts), ...ticketEvidence(facts)];
  const quality = facts.quality?.[0];
  if (quality !== undefined && quality.missedBytes > 0) {
    doubts.push(speaksAgainst(quality, 'the capture lacks packets of this connection, perhaps the answer'));
  }
  const unarrived = facts.gap?.find((gap) => gap.side === 'server' && gap.unarrived === true);
  if (unarrived !== undefined) {
    const bytes = count(unarrived.bytes, 'byte');
    doubts.push(speaksAgainst(unarrived, `the server had sent ${bytes} by then, which did not arrive`));
  }
  doubts.push(...simultaneousEvidence(facts));
  const lost = facts.stall?.find(({ side, payloadLength }) => side === 'client' && payloadLength > 0);
  if (lost !== undefined) {
    doubts.push(speaksAgainst(lost, `${nameClientsLast(facts)} itself was repeated, and never acknowledged`));
  }
  return doubts;
}

function isHello(facts: Facts): boolean {
  const { kind, detail } = facts.words?.[0]?.clientLast ?? {};
  return kind === 'tls-handshake' && detail === CLIENT_HELLO;
}

/**
 * The client’s reset in answer to what the server still sent after the client’s FIN: of a socket that is gone, or of one that
 * aborts upon it.
 */
function refusedAnswer(facts: Facts): ResetFact | undefined {
  const late = facts.fin?.find((fin) => fin.from === 'client')?.peerData;
  if (late === undefined) return undefined;
  return facts.reset?.find((reset) => {
    if (reset.from !== 'client' || reset.closes) return false;
    const isPrompt = reset.sincePeerNs !== undefined && reset.sincePeerNs < MID_RESPONSE_MAX;
    return reset.trigger !== undefined || (reset.form === 'active' && isPrompt && reset.packets[0] > late.number);
  });
}

function metBy(facts: Facts, { trigger }: ResetFact): number | undefined {
  return trigger ?? facts.fin?.find((fin) => fin.from === 'client')?.peerData?.number;
}

/** Mid-answer: bytes of a counted response missing, or the server sent on after the close. */
function whileReading(facts: Facts, close: ResetFact | FinFact, turn: TurnFact): Evidence[] {
  if (turn.by !== 'server') return [];
  const missing = facts['missing-bytes']?.[0];
  if (missing !== undefined) {
    return [supports(missing, `the client closed with at least ${stillDue(missing)} of the response still to come`)];
  }
  const closed = closedWindow(facts, 'client');
  if (close.kind === 'reset' && closed !== undefined && closed.probes > 0) {
    const text = `the client’s window was 0, and the server had more to send: it probed ${count(closed.probes, 'time')}`;
    return [supports(closed, text)];
  }
  const refused = refusedAnswer(facts);
  if (close.kind === 'fin' && refused !== undefined && turn.quietNs < MID_RESPONSE_MAX) {
    const text = `the server’s answer went on after the client’s FIN (packet ${metBy(facts, refused)}) and met a reset`;
    return [(isMoreOfTheAnswer(facts) ? supports : hints)(refused, text)];
  }
  if (close.kind === 'reset' && close.form === 'active' && turn.quietNs < MID_RESPONSE_MAX) {
    const more = close.stillComing;
    if (more !== undefined && more.bytes >= MORE_MIN) {
      const text = `${count(more.bytes, 'byte')} more of the server were on the way (from packet ${more.number}), which the client’s reset does not acknowledge: it left in the middle`;
      return [supports(close, text)];
    }
  }
  if (close.kind === 'fin' && !close.acknowledged && turn.quietNs >= WAITED_MIN && lacksItsEnd(facts)) {
    const text = `the client closed ${duration(turn.quietNs)} after the latest of an answer in chunks, whose last had not come, and nothing acknowledged its FIN`;
    return [hints(close, text)];
  }
  if (facts.tls?.[0]?.stage === 'server-hello' && facts.tls[0].refusal === undefined) {
    const when = turn.quietNs < MID_RESPONSE_MAX ? '' : `, ${duration(turn.quietNs)} after the server’s part of it`;
    return [hints(close, `the client left before the TLS handshake was finished${when}`)];
  }
  if (close.kind === 'reset' && turn.quietNs < MID_RESPONSE_MAX && isBulk(turn) && !hasWholeResponse(facts)) {
    const text = `the server had been sending until ${duration(turn.quietNs)} before the client’s reset`;
    return [hints(close, text)];
  }
  return [];
}

/** What came after the client’s FIN was no last formality such as HTTP/2’s GOAWAY. */
function isMoreOfTheAnswer(facts: Facts): boolean {
  const late = facts.fin?.find((fin) => fin.from === 'client')?.peerData;
  const isHttp = facts.words?.[0]?.serverLast.kind === 'http-response';
  return isHttp || (late !== undefined && late.payloadLength >= MORE_MIN);
}

/** So much that more may have been to come; a short answer mostly came whole. */
function isBulk({ bytes }: TurnFact): boolean {
  return bytes === undefined || bytes >= BULK_MIN;
}

/** An HTTP response with a counted end that was reached; other answers have no end that shows. */
function hasWholeResponse(facts: Facts): boolean {
  const words = facts.words?.[0];
  return words?.serverLast.kind === 'http-response' && facts['missing-bytes'] === undefined;
}
