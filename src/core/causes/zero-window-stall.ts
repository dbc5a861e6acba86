/**
 * One end stopped reading: its window stayed at zero, and the other, which had more to send, gave up at last. TCP itself would
 * wait for as long as its probes are answered (RFC 9293 §3.8.6.1; Linux counts them against tcp_retries2 only once nobody does).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, ReopenedWindowFact, ZeroWindowFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, closingReset, count, duration, hints, supports } from './_evidence.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { isInVain, sentTimes } from './_stall.ts';
import { stillDue } from './_words.ts';

/** A reader that is only busy opens its window sooner. */
const STALLED_MIN: TimeNs = 1 * SECOND;

/** Nobody gives up sooner; a slow reader opens its window again and again. */
const PAST_MIN: TimeNs = 3 * SECOND;

/** Without an end, only what nobody would wait for is worth a word. */
const OPEN_MIN: TimeNs = 10 * SECOND;

export const cause: Cause = {
  id: 'zero-window-stall',
  title: 'one end stopped reading, and the other gave up',
  severity: 'failure',
  refines: [
    'truncated-response',
    'abortive-close',
    'unread-data-at-close',
    'client-abort',
    'half-open-connection',
    'client-timeout',
    'keepalive-unanswered',
    'retransmission-timeout',
  ],
  wouldBeProvedBy: [
    'on the host that closed its window: ss -tnpi shows the program that does not read (Recv-Q full), nstat TcpExtTCPToZeroWindowAdv',
    'on the other: its log of a send or write time-out at this moment (nginx send_timeout), nstat TcpExtTCPWinProbe',
  ],
  advice: [
    'Find out what the program that did not read was busy with: blocked, paused, stopped in a debugger, or waiting for somebody slower',
    'If it reads slowly on purpose, raise the other end’s send time-out (nginx send_timeout, a proxy’s write time-out)',
  ],
  weigh: (facts) => {
    const stalled = facts['zero-window']?.find((fact) => stalledNs(fact) >= STALLED_MIN);
    if (stalled === undefined) return whereReadOn(facts);
    const reset = closingReset(facts);
    if (reset !== undefined) return reset.from === stalled.at ? undefined : whereGivenUp(facts, stalled);
    return closingFin(facts) === undefined ? whereOpen(facts, stalled) : undefined;
  },
};

function whereGivenUp(facts: Facts, stalled: ZeroWindowFact): Assessment | undefined {
  const reset = closingReset(facts);
  // A kernel that does not know the connection has not waited for the window.
  if (reset === undefined || reset.form === 'stray' || (reset.form === 'passive' && !reset.hasAck)) return undefined;
  const { at } = stalled;
  const evidence = [supports(stalled, describe(stalled)), ...probeEvidence(stalled)];
  const missing = facts['missing-bytes']?.[0];
  if (missing !== undefined && at === 'client') {
    evidence.push(hints(missing, `${stillDue(missing)} of the response had still to come`));
  }
  const [packet] = reset.packets;
  return {
    evidence: [...evidence, ...senderEvidence(facts, reset.from, packet)],
    closer: closerBy(facts, reset.from, packet),
    summary: `The ${at} stopped reading, and the ${reset.from} gave up after ${duration(stalledNs(stalled))}`,
  };
}

function whereOpen(facts: Facts, stalled: ZeroWindowFact): Assessment | undefined {
  const silentNs = facts.silence?.[0]?.durationNs ?? 0;
  if (stalledNs(stalled) + silentNs < OPEN_MIN) return undefined;
  const answered = answeredCopies(facts, stalled);
  return {
    evidence: [hints(stalled, describe(stalled)), ...answered, ...probeEvidence(stalled)],
    closer: 'nobody',
    summary: `The ${stalled.at} has not read for ${duration(stalledNs(stalled) + silentNs)}`,
  };
}

/**
 * A server that closes while there is no room is heard only when the client reads on: what was in its send buffer comes first,
 * and the FIN behind it. Whether it had given up before, or found the window open, the packets do not tell: it is possible
 * where the answer had not come to its end, or has none that shows, and the close came before the next probe was due (the
 * time between two doubles, RFC 9293 §3.8.6.1).
 */
function whereReadOn(facts: Facts): Assessment | undefined {
  const stalled = facts['reopened-window']?.find(({ at }) => at === 'client');
  const close = closingReset(facts) ?? closingFin(facts);
  if (stalled === undefined || close?.from !== 'server' || facts.turn?.[0]?.by !== 'server') return undefined;
  if (stalled.spanNs < PAST_MIN || stalled.beforeCloseNs > stalled.spanNs) return undefined;
  const missing = facts['missing-bytes']?.[0];
  if (missing === undefined && showsItsEnd(facts)) return undefined;
  const evidence = [hints(stalled, describePast(stalled))];
  if (missing !== undefined) evidence.push(hints(missing, `${stillDue(missing)} of the response had still to come`));
  return {
    evidence,
    closer: closerBy(facts, 'server', close.packets[0]),
    summary: `The client did not read for at least ${duration(stalled.spanNs)}; the server may have given up meanwhile`,
  };
}

/** Who was to take leave, or to end an answer, and did. */
function showsItsEnd(facts: Facts): boolean {
  const tls = facts.tls?.[0];
  if (tls !== undefined) return tls.leaves.server !== undefined || tls.farewells.server !== undefined;
  const kind = facts.words?.[0]?.serverLast.kind;
  return kind === 'http-response' || kind === 'goodbye';
}

function describePast({ spanNs, beforeCloseNs }: ReopenedWindowFact): string {
  const closed = `the client’s window had been 0 for at least ${duration(spanNs)}`;
  return `${closed}, and the server’s close came ${duration(beforeCloseNs)} after it last said so, behind more data`;
}

/**
 * What is repeated into a closed window only asks for room, and whoever answers it without opening the window has got it
 * (RFC 9293 §3.8.6.1; Linux tcp_retransmit_timer: “Our retransmits become zero probes”).
 */
function answeredCopies(facts: Facts, { at, advertisements }: ZeroWindowFact): Evidence[] {
  const side = otherSide(at);
  const stall = facts.stall?.find((found) => found.side === side && found.peerHeard && isInVain(found));
  // Of the answers some may be lost; but who is gone answers none of the later copies.
  if (stall === undefined || advertisements < Math.max(2, stall.copies / 2)) return [];
  return [
    supports(stall, `the ${side} sent the same ${sentTimes(stall)}, and the ${at} answered that its window is 0`),
  ];
}

/** Where the packet that closed the window was not kept: who probes twice has had more to send since its last payload. */
function stalledNs({ spanNs, sinceKnown, probes, sentNothingNs }: ZeroWindowFact): TimeNs {
  return sinceKnown || probes < 2 ? spanNs : Math.max(spanNs, sentNothingNs);
}

function describe(stalled: ZeroWindowFact): string {
  const { at, spanNs } = stalled;
  if (stalledNs(stalled) === spanNs) {
    return `the ${at}’s window had been 0 for ${duration(spanNs)}: its program did not read what had come`;
  }
  const waited = duration(stalledNs(stalled));
  return `the ${at}’s window was 0, its program did not read, and the ${otherSide(at)} could send nothing for ${waited}`;
}

function probeEvidence(stalled: ZeroWindowFact): Evidence[] {
  const { at, probes, advertisements } = stalled;
  if (probes === 0) return [];
  const asked = `the ${otherSide(at)} probed the closed window ${count(probes, 'time')}`;
  const answered = advertisements > 1 ? ', and was told again that it is 0' : '';
  return [hints(stalled, asked + answered)];
}
