/** The server closed a connection that nobody used: its keep-alive or session timer ran out. Harmless by itself. */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import type { IdleTimer } from '../model/service.ts';
import type { TimeNs } from '../model/time.ts';
import {
  closingFin,
  closingReset,
  duration,
  hints,
  IDLE_MIN,
  lacksAcks,
  lacksWords,
  PROMPT_MAX,
  speaksAgainst,
  supports,
} from './_evidence.ts';
import { goawayOf, goawayText, withGoaway } from './_goaway.ts';
import { closedAtOnce, isRound, timerEvidence } from './_idle-timer.ts';
import {
  errorText,
  explained,
  isAfterSilence,
  isUnasked,
  type LastWords,
  lastWords,
  statedError,
} from './_last-words.ts';
import { closerBy, senderEvidence, severityUnlessForged } from './_sender.ts';
import { withLog } from './_witness.ts';
import { isHandshakeDue, standingText, stillDue, unansweredTurn } from './_words.ts';

const FIRST_FAILURE = 400;
const REQUEST_TIMEOUT = 408;
const SAID = 'The server closed the connection because nobody had used it, and said so';

export const cause: Cause = {
  id: 'server-idle-timeout',
  title: 'the server closed an idle connection',
  severity: 'benign',
  refines: ['normal-close', 'half-close', 'reset-after-close', 'http2-goaway', 'abortive-close'],
  wouldBeProvedBy: [
    'the same idle time before the FIN in other connections',
    'the server’s keep-alive or time-out setting',
  ],
  advice: [
    'Let a client that reuses connections drop them sooner than the server does; by itself an idle close does no harm',
    'Where the close is a reset and the client logs an error, raise the server’s time-out (MySQL and MariaDB wait_timeout)',
  ],
  weigh: withLog(
    {
      meanings: ['idle'],
      summary: 'The server closed the connection because nothing was said for too long',
      severity: 'benign',
      refines: ['normal-close'],
    },
    withLog(
      {
        meanings: ['slow'],
        summary: 'The server closed the connection because nothing was said for too long',
        ends: neverSpoke,
        severity: 'benign',
        refines: ['normal-close'],
      },
      (facts) => bySaid(facts) ?? bySilence(facts) ?? byReset(facts),
    ),
  ),
};

/** What a log calls slow where no byte of a request came is that nothing came at all. */
function neverSpoke(facts: Facts): boolean {
  const fin = closingFin(facts);
  const isWhole = facts.handshake?.[0]?.stage === 'complete' && !lacksWords(facts);
  return fin?.from === 'server' && facts.words === undefined && isWhole && fin.quietNs >= PROMPT_MAX;
}

function bySilence(facts: Facts): Assessment | undefined {
  const fin = closingFin(facts);
  if (fin?.from !== 'server' || fin.peerData !== undefined || fin.crossed !== undefined) return undefined;
  const turn = facts.turn?.[0];
  if (unansweredTurn(facts) !== undefined || facts.handshake?.[0]?.stage === 'answered') return undefined;
  // A client whose part of the handshake is due does not leave the connection idle.
  if (isInHandshake(facts)) return undefined;
  // Who sent what the capture lacks was not silent all the time.
  if (fin.unseenBefore > 0) return undefined;
  const quietNs = turn?.quietNs ?? fin.quietNs;
  if (quietNs < PROMPT_MAX || hadLeft(facts)) return undefined;
  // Only its own packets were captured, and with its FIN it acknowledges one byte more: as the client’s FIN, which came first.
  if (facts.quality?.[0]?.oneWay === 'server' && (fin.numbers?.heardWith === 1 || fin.heardBefore !== undefined))
    return undefined;
  const standing = turn?.timer === undefined ? standingText(facts) : undefined;
  const text = `the server sent FIN after ${duration(quietNs)} without a word, with nothing outstanding`;
  const evidence = [(standing === undefined ? supports : hints)(fin, text)];
  if (standing !== undefined && facts.words !== undefined) evidence.push(hints(facts.words[0]!, standing));
  const missing = facts['missing-bytes']?.[0];
  if (missing !== undefined) {
    evidence.push(speaksAgainst(missing, `its response still lacked ${stillDue(missing)}`));
  }
  if (isRound(quietNs)) evidence.push(hints(fin, 'a whole number of seconds, as timers are set'));
  evidence.push(...timerEvidence(facts));
  const atOnce = closedAtOnce(facts);
  // Some servers look for idle connections once in a while, and close all they find.
  if (atOnce !== undefined) evidence.push(speaksAgainst(atOnce.turn, `${atOnce.text}: not one timer for each`));
  return {
    evidence: [...evidence, ...senderEvidence(facts, 'server', fin.packets[0])],
    closer: closerBy(facts, 'server', fin.packets[0]),
    severity: severityUnlessForged(facts, fin.packets[0], 'benign'),
    summary: `The server closed the connection after ${duration(quietNs)} without use${asOften(turn?.timer)}`,
  };
}

/** The client's part of the TLS handshake is due, or the rest of the server's. */
function isInHandshake(facts: Facts): boolean {
  return isHandshakeDue(facts) || facts.tls?.[0]?.cutIn !== undefined;
}

/** It had said goodbye with its last words: no silence made it close. */
function hadLeft(facts: Facts): boolean {
  const left = facts.tls?.[0]?.leaves.server;
  return left !== undefined && left.beforeCloseNs >= IDLE_MIN;
}

/** Some servers let their timer end a connection with a reset (MariaDB's wait_timeout): a whole number of seconds gives it away. */
function byReset(facts: Facts): Assessment | undefined {
  const reset = closingReset(facts);
  const turn = facts.turn?.[0];
  if (reset?.from !== 'server' || reset.form !== 'active' || turn?.by === 'client' || facts.fin !== undefined)
    return undefined;
  const quietNs = turn?.quietNs ?? quietFromStart(facts, reset);
  if (quietNs < PROMPT_MAX || unansweredTurn(facts) !== undefined || isInHandshake(facts)) return undefined;
  if (!isRound(quietNs) && turn?.timer === undefined) return undefined;
  // A kernel that gave up a silent peer, a reader that stopped reading, and a device all do so after a whole number of seconds, too.
  const trouble = facts.probes ?? facts.stall ?? facts['zero-window'] ?? facts['unanswered-data'];
  if (trouble !== undefined || reset.lacksTimestamp) return undefined;
  // What comes right behind a packet of the client's answers that: a fast close of Multipath TCP (RFC 8684 §3.5), for one.
  if (reset.sincePeerNs !== undefined && reset.sincePeerNs < IDLE_MIN) return undefined;
  return idleReset(facts, reset, quietNs, turn?.timer);
}

/**
 * How long nobody had said a word on a connection that was made; 0 where the capture does not show all of it, or the reset is
 * bare: a live socket’s acknowledges (RFC 9293 §3.10.4).
 */
function quietFromStart(facts: Facts, reset: ResetFact): TimeNs {
  const handshake = facts.handshake?.[0];
  const isWhole = handshake?.stage === 'complete' && reset.hasAck && facts.words === undefined && !lacksWords(facts);
  return isWhole && handshake.startNs !== undefined ? reset.timeNs - handshake.startNs : 0;
}

function idleReset(facts: Facts, reset: ResetFact, quietNs: TimeNs, timer: IdleTimer | undefined): Assessment {
  const [packet] = reset.packets;
  const text = `the server reset the connection after ${duration(quietNs)} without a word${isRound(quietNs) ? ', a whole number of seconds, as timers are set' : ''}`;
  return {
    // A kernel that gives up a silent peer has sent keep-alives, which are bare acknowledgements.
    evidence: [
      (lacksAcks(facts) || (timer === undefined && standingText(facts) !== undefined) ? hints : supports)(reset, text),
      ...timerEvidence(facts),
      ...senderEvidence(facts, 'server', packet),
    ],
    closer: closerBy(facts, 'server', packet),
    severity: severityUnlessForged(facts, packet, 'suspicious'),
    summary: `The server aborted the connection after ${duration(quietNs)} without use${asOften(timer)}`,
  };
}

function asOften(timer: IdleTimer | undefined): string {
  return timer === undefined ? '' : `, as it did with ${timer.connections} in all`;
}

/** The server says that nobody used it: what it says ends the silence, and the close comes with it. */
function bySaid(facts: Facts): Assessment | undefined {
  const stated = statedError(facts, 'idle');
  if (stated !== undefined) {
    const { error, last } = stated;
    return benign(facts, last, errorText(error));
  }
  const goaway = goawayOf(facts);
  if (goaway?.text === 'max_idle') {
    return withGoaway(facts, goaway, [supports(goaway.words, goawayText(goaway))], SAID);
  }
  const last = lastWords(facts);
  if (last === undefined) return undefined;
  const { kind, detail, says } = last.said;
  if (kind === 'http-response' && detail === REQUEST_TIMEOUT && isUnasked(facts, last)) {
    return benign(facts, last, 'the server said 408, and nothing had been asked');
  }
  if (kind !== 'text-greeting' || detail < FIRST_FAILURE || says !== 'too-slow') return undefined;
  // Of another timer that is: one for the whole session, or for the login.
  if (!isAfterSilence(facts, last)) return undefined;
  return benign(facts, last, `the server said ${detail} and that it had waited too long`);
}

function benign(facts: Facts, last: LastWords, text: string): Assessment {
  const severity = severityUnlessForged(facts, last.close.packets[0], 'benign');
  return explained(facts, last, [supports(last.words, text)], { summary: SAID, severity });
}
