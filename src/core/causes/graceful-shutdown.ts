/**
 * The server was stopped in order (SIGTERM, quit, a deployment): it says so in its protocol, lets answers end with
 * Connection: close or GOAWAY, and closes what is idle.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Severity } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import type { KernelCloseFact } from '../model/witness-fact.ts';
import { announcedEnd } from './_announced.ts';
import { closingFin, closingReset, duration, hints, IDLE_MIN, supports } from './_evidence.ts';
import { closedAtOnce, isRound } from './_idle-timer.ts';
import { errorText, explained, lastWords, MANNERS, statedError } from './_last-words.ts';
import { closerBy, senderEvidence, severityUnlessForged } from './_sender.ts';
import {
  closingSide,
  isWitnessed,
  kernelClose,
  listenerClosedWith,
  logEvidence,
  logOf,
  signalText,
  testify,
  wasNeverAccepted,
  witnessed,
} from './_witness.ts';
import { unansweredTurn } from './_words.ts';

/** What Linux tells of every signal that ends a process at once. */
const SIGKILL = 9;
const TERMINATED_BY_ADMINISTRATOR = '57P01';
const SERVICE_UNAVAILABLE = 503;
/** Sooner after an answer, closing is part of it. */
const UNPROMPTED_MIN: TimeNs = 0.5 * SECOND;
/** Of a longer silence a thousandth is more than programs are late by. */
const SHORT_MAX: TimeNs = 60 * SECOND;
const SUMMARY = 'The server was being stopped, and ended its connections';

export const cause: Cause = {
  id: 'graceful-shutdown',
  title: 'the server was being stopped',
  severity: 'suspicious',
  refines: [...MANNERS, 'http2-goaway'],
  behind: [
    'normal-close',
    'server-idle-timeout',
    'http2-goaway',
    'administrative-termination',
    'process-crash',
    'truncated-response',
  ],
  wouldBeProvedBy: [
    'the server’s log or journal: “shutting down”, SIGTERM, a deployment or a restart at that moment',
    'its port right after: closed, or served by a new process',
  ],
  advice: [
    'Nothing is wrong if clients connect again; let the load balancer take the server out before it is stopped',
    'If requests were lost, let the server finish them first (a drain, a preStop hook)',
  ],
  weigh: (facts) => {
    const packets = bySaid(facts) ?? byAnnouncement(facts) ?? byMoment(facts) ?? bySilence(facts);
    return isWitnessed(facts) ? (byWitness(facts, packets) ?? packets) : packets;
  },
};

/** The kernel saw it told to stop, or give up its port; or it wrote so. */
function byWitness(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  const close = kernelClose(facts, 'server');
  if (closingSide(facts) !== 'server' || wasNeverAccepted(facts)) return undefined;
  // To whom it would have said so it never spoke.
  if (closingReset(facts)?.form === 'refusal') return undefined;
  if (isCrashed(facts)) return undefined;
  if (close?.end?.signal !== undefined && close.stopSignal === undefined) return byKill(facts, packets, close);
  const listener = listenerClosedWith(facts);
  // One process of several may be told to end its session alone.
  const isOneOfSeveral = listener === undefined && close?.end !== undefined && !close.end.withListener;
  const stop = isOneOfSeveral ? undefined : close?.stopSignal;
  const log = logOf(facts, 'shutdown');
  if (stop === undefined && listener === undefined && (log === undefined || log.by === 'file')) return undefined;
  // At that moment others end in the ordinary way, too.
  const isMere =
    packets === undefined && close?.end === undefined && (stop ?? listener) === undefined && log?.by !== 'connection';
  const evidence = [
    close &&
      stop &&
      testify(
        'supports',
        { ...close, said: stop.said },
        `${signalText(stop.signal, stop.sentBy)} came to ${close.comm} just before it closed`,
      ),
    listener && testify('supports', listener, 'the server closed its listening socket at the same moment'),
    log && logEvidence(log, isMere && !isUnprompted(facts) ? 'hints' : 'supports'),
  ];
  const isTold = evidence.some((piece) => piece?.weight === 'supports');
  const summary = isTold ? SUMMARY : (packets?.summary ?? 'The server may have been stopped');
  return witnessed(facts, packets, { evidence, summary, severity: packets?.severity ?? severityOf(facts) });
}

/** A log says that the server crashed; not one that may speak of another program. */
function isCrashed(facts: Facts): boolean {
  const log = logOf(facts, 'crash');
  return log !== undefined && log.isUntied !== true;
}

/** SIGTERM kills a program that does not handle it, and the kernel tells that as it tells SIGKILL. */
function byKill(facts: Facts, packets: Assessment | undefined, close: KernelCloseFact): Assessment | undefined {
  const { end } = close;
  if (end?.signal !== SIGKILL || end.sentBy !== undefined || end.outOfMemory || !end.withListener) return undefined;
  const text = `a signal killed ${end.comm}, and nothing listens on the port any more: SIGTERM does that to a program without a handler`;
  return witnessed(facts, packets, {
    evidence: [testify('hints', { ...close, said: end.said }, text)],
    summary: 'The server may have been stopped, with a signal that it does not handle',
    severity: packets?.severity ?? severityOf(facts),
  });
}

/** The server closed neither right after its answer nor when a timer of its ran out, as far as its log or the silence tells. */
function isUnprompted(facts: Facts): boolean {
  const turn = facts.turn?.[0];
  const ranOut = logOf(facts, 'slow', 'idle');
  if (ranOut?.by === 'connection' || ranOut?.by === 'client') return false;
  if (turn === undefined) return true;
  return unansweredTurn(facts) !== undefined || (turn.quietNs >= UNPROMPTED_MIN && turn.timer === undefined);
}

/** Whoever had asked for something has lost it. */
function severityOf(facts: Facts): Severity {
  return unansweredTurn(facts) === undefined ? 'benign' : 'failure';
}

function bySaid(facts: Facts): Assessment | undefined {
  const stated = statedError(facts, 'shutdown');
  if (stated !== undefined) {
    const { error, last } = stated;
    return explained(facts, last, [supports(last.words, errorText(error))], { summary: SUMMARY });
  }
  const killed = statedError(facts, 'terminated');
  if (killed?.error.sign === TERMINATED_BY_ADMINISTRATOR) {
    const text = 'PostgreSQL says 57P01 also where the whole server is stopped';
    return explained(facts, killed.last, [hints(killed.last.words, text)], {
      summary: 'The server may have been stopped',
    });
  }
  const last = lastWords(facts);
  if (last?.said.kind !== 'http-response' || last.said.detail !== SERVICE_UNAVAILABLE || last.said.closes !== true) {
    return undefined;
  }
  const text = 'the server said 503 Service Unavailable and Connection: close, as servers do that are being stopped';
  return explained(facts, last, [hints(last.words, text)], { summary: 'The server may have been stopped' });
}

function byAnnouncement(facts: Facts): Assessment | undefined {
  const announced = announcedEnd(facts);
  if (announced === undefined) return undefined;
  const told = announced.reason === 'graceful_stop';
  if (announced.reason !== '' && !told) return undefined;
  return {
    evidence: [
      (told ? supports : hints)(announced.words, told ? 'the server said GOAWAY (“graceful_stop”)' : announced.text),
    ],
    closer: 'server application',
    severity: 'benign',
    summary: 'The server announced that it ends the connection; it may have been stopped',
  };
}

/** Connections that nobody used, for different times each, and the server closed them all at once. */
function byMoment(facts: Facts): Assessment | undefined {
  const atOnce = closedAtOnce(facts);
  const fin = closingFin(facts);
  if (atOnce === undefined || fin === undefined) return undefined;
  const [packet] = fin.packets;
  return {
    evidence: [
      hints(atOnce.turn, `${atOnce.text}, as where it is stopped`),
      ...senderEvidence(facts, 'server', packet),
    ],
    closer: closerBy(facts, 'server', packet),
    severity: severityUnlessForged(facts, packet, 'suspicious'),
    summary: 'The server closed all its idle connections at one moment; it may have been stopped, or have died',
  };
}

/** Timers are set in whole seconds: what closes an idle connection at any other time may be somebody who stops the server. */
function bySilence(facts: Facts): Assessment | undefined {
  const turn = facts.turn?.[0];
  const fin = closingFin(facts);
  if (turn?.by !== 'server' || fin?.from !== 'server' || turn.timer !== undefined) return undefined;
  if (turn.quietNs < IDLE_MIN || turn.quietNs > SHORT_MAX || isRound(turn.quietNs)) return undefined;
  const [packet] = fin.packets;
  return {
    evidence: [
      hints(
        turn,
        `${duration(turn.quietNs)} are no whole number of seconds, as timers are set: a server that is stopped closes like this, too`,
      ),
      ...senderEvidence(facts, 'server', packet).filter(({ weight }) => weight !== 'hints'),
    ],
    closer: closerBy(facts, 'server', packet),
    severity: severityUnlessForged(facts, packet, 'benign'),
    summary: 'The server may have been stopped',
  };
}
