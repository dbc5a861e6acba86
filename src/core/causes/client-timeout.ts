/** The client waited for an answer until its own timer ran out: it closed a usual number of seconds after it had asked. */
import type { Cause } from '../model/cause.ts';
import type { Facts, FinFact, TurnFact } from '../model/fact.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, closingReset, duration, PROMPT_MAX, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { hasLeftRequest, isAnswerToLeave, nameOwnLast, unansweredTurn } from './_words.ts';

/** Numbers of seconds that people and libraries set: any other whole number is met by chance too often. */
const USUAL_SECONDS: readonly number[] = [
  1, 2, 3, 4, 5, 8, 10, 12, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 100, 120, 150, 180, 240, 300, 400, 600, 900, 1200,
  1800, 3600, 7200,
];

export const cause: Cause = {
  id: 'client-timeout',
  title: 'the client’s timer ran out before the answer came',
  severity: 'failure',
  refines: [
    'client-abort',
    'unread-data-at-close',
    'abortive-close',
    'normal-close',
    'half-close',
    'reset-after-close',
  ],
  wouldBeProvedBy: [
    'the client’s log (time-out) and its setting: the same number of seconds',
    'the same wait in other connections',
  ],
  advice: [
    'Find out why the server took longer than that; its log should show the request',
    'Give the client more time only if the answer is worth waiting for',
  ],
  weigh: (facts) => {
    const turn = unansweredTurn(facts);
    const close = closingReset(facts) ?? closingFin(facts);
    if (turn === undefined || close?.from !== 'client' || facts.handshake?.[0]?.stage === 'unanswered')
      return undefined;
    if (close.kind === 'reset' && close.form !== 'active') return undefined;
    if (close.kind === 'fin' && wasAnswered(facts, close) && !resetsLater(facts)) return undefined;
    const wait = waitOf(facts, turn);
    if (wait === undefined) return undefined;
    const quality = facts.quality?.[0];
    const gaps =
      quality !== undefined && quality.missedBytes > 0
        ? [speaksAgainst(quality, 'the capture lacks packets of this connection, perhaps the answer')]
        : [];
    return {
      evidence: [supports(close, wait.text), ...gaps, ...senderEvidence(facts, 'client', close.packets[0])],
      closer: 'client application',
      // A protocol that is not known may be one whose server never answers.
      ...(turn.serverBytes === 0 && isUnknown(facts) ? { severity: 'suspicious' as const } : {}),
      summary: `The client waited ${wait.seconds} s for an answer and then gave up`,
    };
  },
};

/** The server had more to say than its own leave. */
function wasAnswered(facts: Facts, { peerData }: FinFact): boolean {
  return peerData !== undefined && !isAnswerToLeave(facts, 'server', peerData.payloadLength);
}

function isUnknown(facts: Facts): boolean {
  return facts.words?.[0]?.clientLast.kind === 'unknown';
}

/** What the server sent after the client's FIN met a reset: nobody read any more. */
function resetsLater(facts: Facts): boolean {
  return facts.reset?.some((reset) => reset.from === 'client' && !reset.closes) === true;
}

interface Wait {
  readonly seconds: number;
  readonly text: string;
}

/** The first of the waits that is a usual number of seconds: since the request, since its last byte, since the SYN. */
function waitOf(facts: Facts, turn: TurnFact): Wait | undefined {
  const asked = nameOwnLast(facts);
  // Who was still sending did not wait for an answer: the end of an upload.
  const isSending = !hasLeftRequest(facts) && turn.quietNs < Math.min(PROMPT_MAX, turn.ageNs) / 2;
  if (isSending && turn.ageNs - turn.quietNs >= PROMPT_MAX / 2) return undefined;
  const waits: readonly (readonly [TimeNs, string])[] = [
    [turn.ageNs, `after ${asked},`],
    ...lastByte(turn).map((waited) => [waited, `after the last byte of ${asked},`] as const),
    ...beforeLeave(facts, turn),
    ...(turn.turns === 1 ? [[turn.sinceStartNs, `after its SYN, with ${asked}`] as const] : []),
  ];
  for (const [waited, since] of waits) {
    const seconds = USUAL_SECONDS.find((usual) => isMet(waited, usual));
    if (seconds !== undefined) {
      return { seconds, text: `the client closed ${duration(waited)} ${since} unanswered: a timer of ${seconds} s` };
    }
  }
  return undefined;
}

/** In HTTP/2 a client that gives up says GOAWAY first; it had waited before that. */
function beforeLeave(facts: Facts, turn: TurnFact): readonly (readonly [TimeNs, string])[] {
  if (!hasLeftRequest(facts)) return [];
  return [[turn.idleBeforeNs + turn.ageNs, 'after the server’s last frames, with its request']];
}

/** A program that waits does not see what its kernel repeats. */
function lastByte({ quietNs, repeating }: TurnFact): readonly TimeNs[] {
  if (repeating === undefined) return [quietNs];
  return repeating.sinceKnown ? [repeating.sinceNs] : [];
}

/** Met a moment late, for the program must wake up and close; or early by what it did before its packet left. */
function isMet(waited: TimeNs, seconds: number): boolean {
  const late = waited - seconds * SECOND;
  return late >= -10 * MILLISECOND && late <= Math.max(25 * MILLISECOND, seconds * 2 * MILLISECOND);
}
