/**
 * An application aborted on purpose: SO_LINGER 0, or connect(AF_UNSPEC) (RFC 9293 §3.10.5; Linux reports TCP_STATE). On the
 * wire it is the reset of unread data; only that nothing is left unread speaks for it. In multipath TCP an end that aborts
 * asks for the reset (MP_FASTCLOSE, RFC 8684 §3.5), which then comes from the other.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence, Severity } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, ResetFact, TurnFact } from '../model/fact.ts';
import { closingReset, count, duration, hints, IDLE_MIN, lacksAcks, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { closedWindow } from './_stall.ts';
import { lackOf } from './_unlike-socket.ts';
import { kernelReset, testify } from './_witness.ts';
import { hasHadItsAnswer, hasTakenLeave, isUnreadPossible } from './_words.ts';

export const cause: Cause = {
  id: 'abortive-close',
  title: 'aborted on purpose (SO_LINGER 0 or the like)',
  severity: 'suspicious',
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_STATE on the closing host',
    'strace -e setsockopt on its process: SO_LINGER with a time of 0',
  ],
  advice: [
    'Remove SO_LINGER 0 (or the library’s reset/abort/destroy call), and close in order: shutdown, read to the end, close',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    const handshake = facts.handshake?.[0];
    if (reset?.form !== 'active' || handshake === undefined || handshake.stage === 'answered') return undefined;
    if (reset.askedFor !== undefined) return uponRequest(facts, reset, reset.askedFor);
    const { from } = reset;
    const turn = facts.turn?.[0];
    // Who waits for room has more to say.
    const isStalled = facts['zero-window'] !== undefined;
    const idle = turn === undefined || isStalled || turn.quietNs < IDLE_MIN ? undefined : duration(turn.quietNs);
    const evidence = weighReset(facts, reset);
    if (turn !== undefined && idle !== undefined) {
      evidence.push(hints(turn, `nothing had been said for ${idle} before`));
      const lack = lackOf(reset);
      if (lack !== undefined) {
        evidence.push(speaksAgainst(reset, `it ${lack}: a device that ends idle connections may have sent it`));
      }
    }
    return {
      evidence: [...evidence, ...leaveEvidence(facts, reset), ...senderEvidence(facts, from, reset.packets[0])],
      closer: `${from} application`,
      severity: hasTakenLeave(facts) || haveBothTakenLeave(facts, reset) ? 'benign' : severityOf(facts, from, turn),
      summary: summarise(from, idle, turn && turn.turns + (turn.turnsBeforeTls ?? 0)),
    };
  },
};

/** The other end asked for it: the reset only says that it has been done. */
function uponRequest(facts: Facts, reset: ResetFact, request: number): Assessment {
  const by = otherSide(reset.from);
  const text = `the ${by} asked for the reset: its packet ${request} bears MP_FASTCLOSE, which aborts all of a multipath connection`;
  return {
    evidence: [supports(reset, text)],
    closer: `${by} application`,
    severity: severityOf(facts, by, facts.turn?.[0]),
    summary: `The ${by} aborted the multipath connection, and the ${reset.from}’s reset confirms it`,
  };
}

function weighReset(facts: Facts, reset: ResetFact): Evidence[] {
  const { from } = reset;
  const unanswered = facts['unanswered-data']?.find((fact) => fact.at === from);
  const probes = facts.probes?.find((fact) => fact.from === from && fact.unanswered > 1);
  // In a capture of one direction two may be all that a lost ACK made necessary.
  const repeatedMin = facts.quality?.[0]?.oneWay === undefined ? 2 : 3;
  const stall = facts.stall?.find(
    (fact) => fact.side === from && fact.payloadLength > 0 && fact.retransmissions >= repeatedMin,
  );
  if (unanswered !== undefined || closedWindow(facts, from) !== undefined) {
    return [hints(reset, 'an abort on purpose sends the same bytes as a close with unread data')];
  }
  const evidence = [weighReading(facts, reset)];
  const kernel = kernelReset(facts, from, true);
  if (kernel?.reason === 'TCP_ABORT_ON_CLOSE') {
    evidence.push(
      testify('speaks-against', kernel, `the ${from}’s kernel gives unread data as the reason of its reset`),
    );
  } else if (kernel?.reason === 'TCP_STATE' && kernel.state === 'CLOSE') {
    const text = `the ${from}’s kernel gives TCP_STATE as the reason of its reset, as for SO_LINGER 0 and connect(AF_UNSPEC)`;
    evidence.push(testify('supports', kernel, text));
  }
  const silent = probes ?? stall;
  if (silent !== undefined) evidence.push(speaksAgainst(silent, 'the other end had gone silent before'));
  return evidence;
}

/** How sure it is that nothing was left unread. */
function weighReading(facts: Facts, reset: ResetFact): Evidence {
  const text = `${reset.hasAck ? 'RST|ACK' : 'RST'} at the ${reset.from}’s next sequence number, with nothing left unread that the capture shows`;
  const quality = facts.quality?.[0];
  if (quality?.oneWay !== undefined) return hints(reset, `${text}, which holds one direction only`);
  const isIdle = (facts.turn?.[0]?.quietNs ?? 0) >= IDLE_MIN;
  if (isIdle && lacksAcks(facts))
    return hints(reset, `${text}; keep-alives are not in it, nor other bare acknowledgements`);
  return isUnreadPossible(facts, reset) ? hints(reset, text) : supports(reset, text);
}

/** Behind its goodbye the other end says nothing more; left unread, that alone makes a kernel reset. */
function leaveEvidence(facts: Facts, { from, packets }: ResetFact): Evidence[] {
  const tls = facts.tls?.[0];
  const left = tls?.leaves[otherSide(from)];
  if (tls === undefined || left === undefined || left.number > packets[0]!) return [];
  return [
    hints(tls, `the ${otherSide(from)} had taken leave before (packet ${left.number}): nothing more was to come`),
  ];
}

/** Both ends had said in TLS that nothing more would come. */
function haveBothTakenLeave(facts: Facts, reset: ResetFact): boolean {
  const { client, server } = facts.tls?.[0]?.farewells ?? {};
  return client !== undefined && server !== undefined && Math.max(client, server) < reset.packets[0]!;
}

/** A server that resets while it owes an answer harms; a client that has had its own harms nobody. */
function severityOf(facts: Facts, from: 'client' | 'server', turn: TurnFact | undefined): Severity {
  if (from === 'server') return turn?.by === 'client' ? 'failure' : 'suspicious';
  return hasHadItsAnswer(facts) ? 'benign' : 'suspicious';
}

function summarise(from: string, idle: string | undefined, turns: number | undefined): string {
  const spoken = turns === undefined ? '' : ` after ${count(turns, 'message')}`;
  const when = idle === undefined ? spoken : ` after ${idle} of silence`;
  return `The ${from} aborted the connection with a reset${when} instead of closing it with a FIN`;
}
