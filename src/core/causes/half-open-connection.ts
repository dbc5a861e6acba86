/**
 * The other end no longer knew the connection: its kernel answered with a bare reset although neither side had closed
 * (RFC 9293 §3.5.1 "half-open connections": it restarted, failed over, or its state was dropped).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { labelOf, tooSoonText } from './_distance.ts';
import { closingFin, closingReset, count, duration, hints, IDLE_MIN, speaksAgainst, supports } from './_evidence.ts';
import { isLostFin } from './_lost-fin.ts';
import { isGenuine } from './_other-end.ts';
import { takenText } from './_resolution.ts';
import { senderEvidence, ttlOf } from './_sender.ts';
import { lacksItsEnd } from './_words.ts';

export const cause: Cause = {
  id: 'half-open-connection',
  title: 'the other end no longer knew the connection',
  severity: 'failure',
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason NO_SOCKET on the host that sent it (TCP_FLAGS where a program listens on that port)',
    'its uptime or the start time of its service: a restart between the last answer and the reset',
    'a capture on that host: whether it sent the reset at all',
  ],
  advice: [
    'Find out whether that host or service restarted or failed over in the silence before',
    'Use TCP or protocol keep-alives so that a lost peer is noticed before the next request',
    'If a NAT, load balancer or firewall stands between, compare the silence with its idle time-out: one that forgot the connection looks the same from here',
  ],
  refines: ['closed-without-response', 'server-idle-timeout', 'half-close', 'normal-close', 'reset-after-close'],
  weigh: (facts) => {
    const afterFin = weighLostFin(facts) ?? weighUponFin(facts);
    if (afterFin !== undefined) return afterFin;
    const reset = closingReset(facts);
    const stage = facts.handshake?.[0]?.stage;
    if (reset?.form !== 'passive' || (stage !== 'complete' && stage !== 'unseen')) return undefined;
    const { from, trigger } = reset;
    const idleNs = reset.sinceHeardNs ?? facts.turn?.[0]?.quietNs ?? 0;
    const idle = idleNs >= IDLE_MIN;
    const ttl = ttlOf(facts, reset.packets[0]);
    const fits = idle && ttl?.relation === 'same' && ttl.steady;
    const isUnheard = stage === 'unseen' && reset.sinceHeardNs === undefined && !hasSpoken(facts, from);
    const before = isUnheard ? '' : ', with no FIN before';
    const formText = reset.hasAck
      ? `RST|ACK in answer to packet ${trigger}${before}, as some systems without the socket send it`
      : `bare RST in answer to packet ${trigger}${before}: the form of a kernel without the socket`;
    const evidence = [(fits ? supports : hints)(reset, formText), ...senderEvidence(facts, from, reset.packets[0])];
    const heard = `the ${from} had last been heard ${duration(idleNs)} before`;
    const handshake = facts.handshake?.[0];
    if (from === 'server' && handshake !== undefined && handshake.synAcks > 1) {
      const text = `the server sent its SYN-ACK ${count(handshake.synAcks, 'time')}: with a full accept queue it takes no ACK, and forgets`;
      evidence.push(hints(handshake, text));
    } else if (idle) evidence.push(hints(reset, `${heard}: time to restart or to forget`));
    else if (reset.sinceHeardNs !== undefined) {
      evidence.push(hints(reset, `${heard}: no time to restart, so something made it forget`));
    }
    if (from === 'server' && stage === 'complete' && facts.turn?.[0] === undefined && !idle) {
      evidence.push(speaksAgainst(reset, 'it answers the ACK of the handshake: the server never had the connection'));
    }
    const repeated = facts['repeated-after-reset']?.find((fact) => fact.from === from);
    if (repeated !== undefined) {
      evidence.push(speaksAgainst(repeated, `the ${from} repeated data afterwards: its connection was still there`));
    }
    const moved = movedEvidence(facts, reset);
    return {
      evidence: [...evidence, ...moved, ...aliveEvidence(facts, reset), ...distanceEvidence(facts, reset)],
      // Without a pause nothing says that this end lost it by itself: a box may have reset it here and not there, unless
      // its own capture has none but the one that it sent, or another machine took its address over.
      closer: idle || moved.length > 0 || isAlone(facts, reset) ? `${from} kernel` : 'unknown',
      summary: `The ${from}’s kernel no longer knew the connection and answered with a reset`,
      ...(isUnheard ? unheard(from) : {}),
    };
  },
};

function hasSpoken(facts: Facts, side: Side): boolean {
  const turn = facts.turn?.[0];
  return turn !== undefined && (side === 'client' ? turn.clientBytes : turn.serverBytes) > 0;
}

/** Who was not heard before the reset may have closed long before the capture began. */
function unheard(from: Side): Pick<Assessment, 'severity' | 'summary' | 'advice'> {
  return {
    // A client that still asks has lost something, whatever came before; one that has left has not.
    severity: from === 'client' ? 'suspicious' : 'failure',
    summary: `The ${from}’s kernel no longer knew the connection and answered with a reset; whether it had closed before the capture began does not show`,
    advice: [
      'Capture from before the connection begins: how it was lost lies before this capture',
      `If the ${from} had not closed, find out whether it restarted, or a NAT, load balancer or firewall between forgot the connection`,
    ],
  };
}

/** Its own capture has the reset that it sent, and none that it was sent. */
function isAlone(facts: Facts, { from }: ResetFact): boolean {
  return isGenuine(facts, from) && facts['other-end']?.[0]?.resetToo === false;
}

/** It had closed, but its farewell was lost; then it forgot, and the peer, who knew nothing of it, was answered with a reset. */
function weighLostFin(facts: Facts): Assessment | undefined {
  const fin = closingFin(facts);
  if (fin?.peerData === undefined || !isLostFin(facts, fin)) return undefined;
  const { from, peerData } = fin;
  const reset = facts.reset?.find((candidate) => candidate.from === from && candidate.trigger === peerData.number);
  if (reset === undefined) return undefined;
  const text = `the ${from} closed, and ${duration(peerData.delayNs)} later the other end still knew nothing of it: packet ${peerData.number} does not acknowledge the FIN`;
  return {
    evidence: [
      supports(fin, text),
      hints(reset, `the ${from}’s kernel answered packet ${peerData.number} with a reset`),
      ...senderEvidence(facts, from, fin.packets[0]),
    ],
    closer: `${from} application`,
    summary: `The ${from} had closed the connection, but its FIN never arrived; the next message was answered with a reset`,
  };
}

/** A machine that took the address over never knew the connection. */
function movedEvidence(facts: Facts, { from }: ResetFact): Evidence[] {
  const taken = facts['address-taken']?.find(
    (fact) => fact.side === from && (fact.again ?? fact.already) === undefined,
  );
  return taken === undefined ? [] : [hints(taken, `${takenText(taken)}: a failover, or a new machine`)];
}

/** A client that gives up in the middle of an answer learns with its FIN that nobody is left to send the rest. */
function weighUponFin(facts: Facts): Assessment | undefined {
  const fin = closingFin(facts);
  const turn = facts.turn?.[0];
  if (fin?.from !== 'client' || turn === undefined || !lacksItsEnd(facts)) return undefined;
  if (fin.peerData !== undefined || facts.fin?.some(({ from }) => from === 'server') === true) return undefined;
  const [number] = fin.packets;
  const reset = facts.reset?.find(
    ({ from, form, trigger }) => from === 'server' && form === 'passive' && trigger === number,
  );
  if (reset === undefined || turn.quietNs < IDLE_MIN) return undefined;
  const text = `bare RST in answer to the client’s FIN (packet ${number}), with no FIN before: the form of a kernel without the socket`;
  const silent = `the server had last been heard ${duration(turn.quietNs)} before, in the middle of an answer in chunks`;
  return {
    evidence: [supports(reset, text), hints(turn, silent), ...senderEvidence(facts, 'server', reset.packets[0])],
    closer: 'unknown',
    summary:
      'The server’s end had forgotten the connection in the middle of its answer, which the client’s FIN brought to light',
  };
}

/** Who no longer knows a connection sends nothing on it, not even a moment later. */
function aliveEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const alive = facts['alive-after-reset']?.find((fact) => fact.packets[0] === reset.packets[0]);
  if (alive === undefined || alive.notReordered) return [];
  return [speaksAgainst(alive, `the ${reset.from} sent on ${duration(alive.afterNs)} after the reset`)];
}

function distanceEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const found: Evidence[] = [];
  const label = labelOf(facts, reset.packets[0]);
  if (label?.relation === 'other') {
    const text = 'its IPv6 flow label is not the connection’s: the kernel answered without a socket';
    found.push(supports(label, text));
  }
  const tooSoon = tooSoonText(facts, reset);
  if (tooSoon !== undefined) found.push(speaksAgainst(reset, tooSoon));
  return found;
}
