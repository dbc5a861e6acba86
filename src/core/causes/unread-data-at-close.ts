/**
 * An application closed its socket with bytes in the receive buffer that it had not read; the kernel then sends RST|ACK to
 * say that data was lost (RFC 9293 §3.6.1, RFC 2525 §2.17; Linux tcp_close, reason TCP_ABORT_ON_CLOSE).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence, Severity } from '../model/diagnosis.ts';
import type { Facts, ResetFact, UnansweredDataFact } from '../model/fact.ts';
import {
  closingFin,
  closingReset,
  count,
  duration,
  hints,
  IDLE_MIN,
  PROMPT_MAX,
  speaksAgainst,
  supports,
} from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { closedWindow } from './_stall.ts';
import { ticketEvidence } from './_tls.ts';
import { lackOf } from './_unlike-socket.ts';
import { kernelReset, testify } from './_witness.ts';
import { hasHadItsAnswer, hasTakenLeave, isUnreadPossible, nameClientsLast, unansweredTurn } from './_words.ts';

export const cause: Cause = {
  id: 'unread-data-at-close',
  title: 'closed with unread data in the socket',
  severity: 'failure',
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_ABORT_ON_CLOSE on the closing host',
    'its log or exit status at that moment: an exiting or killed process closes the same way',
  ],
  advice: [
    'Read until the end before closing, or shutdown(SHUT_WR) and drain first',
    'If the process crashed or was killed at that moment, that is the fault to mend',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    if (reset === undefined) return whereClientHadClosed(facts) ?? whereShutDown(facts);
    if (reset.form !== 'active' || facts.handshake?.[0]?.stage === 'answered') return undefined;
    const { from } = reset;
    const peer = from === 'client' ? 'server' : 'client';
    const unanswered = facts['unanswered-data']?.find((fact) => fact.at === from);
    const evidence: Evidence[] = [];
    const closed = closedWindow(facts, from);
    if (closed !== undefined) {
      evidence.push(supports(closed, `the ${from}’s window was 0: its buffer was full of what it had not read`));
    } else if (unanswered !== undefined) evidence.push(...weighUnanswered(facts, reset, unanswered));
    else if (isUnreadPossible(facts, reset)) {
      evidence.push(hints(reset, `the ${from} answered; whether it had read all that the ${peer} sent does not show`));
    } else evidence.push(speaksAgainst(reset, `nothing the ${peer} had sent was left without an answer`));
    if (from === 'server') evidence.push(...ticketEvidence(facts));
    const kernel = kernelReset(facts, from, true);
    const isTold = kernel?.reason === 'TCP_ABORT_ON_CLOSE';
    if (kernel !== undefined && isTold) {
      evidence.push(
        testify('supports', kernel, `the ${from}’s kernel gives TCP_ABORT_ON_CLOSE as the reason of its reset`),
      );
    }
    const probes = facts.probes?.find((fact) => fact.from === from && fact.unanswered > 1);
    if (probes !== undefined) evidence.push(speaksAgainst(probes, 'keep-alive probes went unanswered before it'));
    const lack = (facts.turn?.[0]?.quietNs ?? 0) < IDLE_MIN ? undefined : lackOf(reset);
    if (lack !== undefined)
      evidence.push(hints(reset, `it ${lack}: a device that ends idle connections may have sent it`));
    return {
      evidence: [...evidence, ...senderEvidence(facts, from, reset.packets[0])],
      closer: `${from} application`,
      ...(isTold ? { refines: ['abortive-close'] } : {}),
      severity: lack === undefined ? severityOf(facts, from, unanswered) : 'suspicious',
      summary: `The ${from} closed its socket without reading what the ${peer} had sent, so its kernel sent a reset`,
    };
  },
};

/**
 * A client that sends and closes at once (syslog, metrics, MQTT without acknowledgements) hears nothing else of it. The server's
 * program may also have aborted because the client had closed.
 */
function whereClientHadClosed(facts: Facts): Assessment | undefined {
  const fin = closingFin(facts);
  const turn = unansweredTurn(facts);
  if (fin?.from !== 'client' || fin.ends > 1 || turn === undefined || fin.peerData !== undefined) return undefined;
  if (facts.fin?.some(({ from }) => from === 'server') === true) return undefined;
  const reset = facts.reset?.find(({ from, packets }) => from === 'server' && packets[0] > fin.packets[0]);
  if (reset?.form !== 'active') return undefined;
  const sinceNs = turn.quietNs + Math.max(0, reset.timeNs - fin.timeNs);
  if (sinceNs > PROMPT_MAX) return undefined;
  const text = `instead of a FIN the server sent a reset, ${duration(sinceNs)} after ${nameClientsLast(facts)}, which nothing answers: whether all of it was read does not show`;
  return {
    evidence: [hints(reset, text), ...senderEvidence(facts, 'server', reset.packets[0])],
    closer: 'server application',
    refines: ['reset-after-close'],
    severity: 'suspicious',
    summary: 'The client sent its last message and closed, and the server reset: what was sent may not have been read',
  };
}

/**
 * A server that shuts its socket down sends FIN, and the reset when it closes it with something in it still unread. Nothing came
 * that the reset may answer, which is what tells it from what a closed socket does.
 */
function whereShutDown(facts: Facts): Assessment | undefined {
  const fin = closingFin(facts);
  const unanswered = facts['unanswered-data']?.find(({ at, onlyFarewell }) => at === 'server' && !onlyFarewell);
  if (fin?.from !== 'server' || fin.peerData !== undefined || unanswered === undefined) return undefined;
  const reset = facts.reset?.find(({ from, packets }) => from === 'server' && packets[0] > fin.packets[0]);
  if (reset?.form !== 'active' || reset.trigger !== undefined || reset.afterPeerFin) return undefined;
  const text = `the server reset ${duration(reset.timeNs - fin.timeNs)} after its own FIN, with nothing to answer: so does a socket that was shut down and is closed with something unread`;
  const before = `had arrived ${duration(unanswered.beforeCloseNs)} before its FIN`;
  // A server that runs has read what came a while ago, and may have aborted.
  const isPrompt = unanswered.beforeCloseNs < IDLE_MIN;
  const left = hints(unanswered, `${count(unanswered.bytes, 'byte')} from the client ${before} and got no answer`);
  return {
    evidence: [(isPrompt ? supports : hints)(reset, text), left, ...senderEvidence(facts, 'server', reset.packets[0])],
    closer: 'server application',
    refines: ['closed-without-response', 'reset-after-close'],
    ...(isPrompt ? {} : { severity: 'suspicious' }),
    summary: 'The server shut its socket down and closed it without reading what the client had sent',
  };
}

/** Whether a client read its answer does not show; and a server that runs has read what came long ago. */
function weighUnanswered(facts: Facts, reset: ResetFact, unanswered: UnansweredDataFact): Evidence[] {
  const bytes = `${unanswered.isAll ? '' : 'at least '}${count(unanswered.bytes, 'byte')}`;
  const before = `had arrived ${duration(unanswered.beforeCloseNs)} before`;
  if (reset.from === 'client') {
    return [hints(unanswered, `${bytes} from the server ${before}; whether they were read does not show`)];
  }
  const text = `${bytes} from the client ${before} and got no answer`;
  const incomplete = (facts.quality?.[0]?.missedBytes ?? 0) > 0;
  if (incomplete || unanswered.beforeCloseNs > PROMPT_MAX) return [hints(unanswered, text)];
  const socket = 'RST|ACK at the server’s next sequence number: the form of a live socket';
  const form = reset.lacksTimestamp ? `${socket}, but without the timestamp option that Linux’s keep` : socket;
  return [supports(unanswered, text), hints(reset, form)];
}

/** What a client leaves unread it did not want; a goodbye nobody misses, nor what comes behind it. */
function severityOf(facts: Facts, from: string, unanswered: UnansweredDataFact | undefined): Severity {
  if (unanswered?.onlyFarewell === true || hasTakenLeave(facts)) return 'benign';
  if (from === 'server') return 'failure';
  if (hasHadItsAnswer(facts)) return 'benign';
  return facts['missing-bytes'] === undefined ? 'suspicious' : 'failure';
}
