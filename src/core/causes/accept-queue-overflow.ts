/**
 * The queue of connections that wait for accept(2) is full. Linux then drops further SYNs, and takes no notice of the ACK that
 * would complete a handshake, so that the SYN-ACK is repeated; with tcp_abort_on_overflow it resets instead
 * (tcp_conn_request and tcp_check_req in net/ipv4, ip-sysctl.rst).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, HandshakeFact, ResetFact, StallFact } from '../model/fact.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { dropEvidence, dropOf } from './_drops.ts';
import { closingFin, closingReset, count, duration, excludes, hints, speaksAgainst, supports } from './_evidence.ts';
import { isSynAckRepeated, isSynRepeated } from './_handshake.ts';
import { icmpRefusal } from './_icmp.ts';
import { senderEvidence } from './_sender.ts';
import { lasted } from './_stall.ts';
import { cameToServer, counterEvidence, counterOf, witnessed } from './_witness.ts';

/** Fewer repetitions, or a shorter watch, are ordinary loss. */
const REPETITIONS_MIN = 3;
const STALLED_MIN: TimeNs = 1 * SECOND;

/** Round trips within a machine, or a rack. */
const BESIDE_MAX: TimeNs = 1 * MILLISECOND;

export const cause: Cause = {
  id: 'accept-queue-overflow',
  title: 'the server’s queue of connections to accept was full',
  severity: 'failure',
  refines: ['half-open-connection', 'retransmission-timeout'],
  wouldBeProvedBy: [
    'on the server: nstat TcpExtListenOverflows grows; ss -ltn shows Recv-Q above Send-Q for the port',
    'kernel event kfree_skb on the server: reason TCP_LISTEN_OVERFLOW for an ACK, or data, that came to a full queue',
  ],
  advice: [
    'Find out why the server does not accept: a blocked event loop, all workers busy, a process that is stopped',
    'Raise the backlog of listen() and net.core.somaxconn, if short bursts are all there is',
  ],
  weigh: (facts) => {
    const packets = byPackets(facts);
    return byDrop(facts, packets) ?? byCounter(facts, packets) ?? packets;
  },
};

const byPackets: Cause['weigh'] = (facts) => {
  const handshake = facts.handshake?.[0];
  if (handshake === undefined || closingFin(facts) !== undefined) return undefined;
  if (handshake.stage === 'unanswered') return whereSynIsDropped(facts, handshake);
  return handshake.stage === 'complete' ? whereAckIsIgnored(facts, handshake) : undefined;
};

function whereSynIsDropped(facts: Facts, handshake: HandshakeFact): Assessment | undefined {
  if (handshake.syns < 2 || facts.reset !== undefined || icmpRefusal(facts) !== undefined) return undefined;
  const surroundings = facts.surroundings?.[0];
  const other = facts['other-end']?.[0];
  const arrived = other?.at === 'server' && other.has;
  if (other?.at === 'server' && (other.has ? other.replied : other.covers)) return undefined;
  if (surroundings?.serverHeard !== true && !arrived) return undefined;
  const evidence: Evidence[] = [
    hints(handshake, `${count(handshake.syns, 'SYN')}, and no answer: a full queue drops them`),
  ];
  if (surroundings?.serverHeard === true) {
    evidence.push(hints(surroundings, 'the same host answers in other connections'));
  }
  const unserved = surroundings?.unserved ?? 0;
  if (surroundings !== undefined && unserved > 0 && isSynRepeated(handshake)) {
    const text = `${count(unserved, 'connection')} to the same port ${unserved === 1 ? 'is' : 'are'} open and got no answer, and nobody got any since: what is sent there arrives, and the program takes nothing`;
    evidence.push(supports(surroundings, text));
  }
  if (arrived && other !== undefined) evidence.push(hints(other, 'the capture made at the server has the SYN'));
  return {
    evidence,
    closer: 'server kernel',
    summary: 'The server may have dropped the SYN because its queue was full',
  };
}

/** The handshake is complete for the client and not for the server, which has acknowledged nothing that came after it. */
function whereAckIsIgnored(facts: Facts, handshake: HandshakeFact): Assessment | undefined {
  const turn = facts.turn?.[0];
  if (handshake.synAcks === 0 || (turn !== undefined && turn.serverBytes > 0)) return undefined;
  const reset = closingReset(facts);
  if (reset !== undefined && (reset.from !== 'server' || reset.form !== 'passive' || reset.hasAck)) return undefined;
  const stall = facts.stall?.find(({ side, payloadLength }) => side === 'client' && payloadLength > 0);
  if (stall !== undefined && stall.acknowledgedBytes > 0) return undefined;
  const evidence = [
    ...repeatedSynAck(handshake, stall, reset),
    ...immediateReset(facts, reset),
    ...ignoredData(handshake, stall, reset),
  ];
  if (evidence.length === 0) return undefined;
  const arrival = arrivalEvidence(facts, stall);
  evidence.push(...arrival);
  if (reset !== undefined) {
    evidence.push(...senderEvidence(facts, 'server', reset.packets[0]));
    if (reset.sinceHeardNs !== undefined && reset.trigger !== undefined && stall !== undefined) {
      evidence.push(
        hints(reset, 'then the server’s kernel forgot the attempt, and answered what came next with a reset'),
      );
    }
  }
  return {
    evidence,
    // Where nothing more comes from the server, the client’s packets may be lost on their way to it.
    closer:
      reset === undefined && arrival.length === 0 && !(isSynAckRepeated(handshake) && isBesideServer(handshake))
        ? 'unknown'
        : 'server kernel',
    summary:
      'The handshake was complete for the client, but the server took no notice: its queue of connections was full',
  };
}

function repeatedSynAck(handshake: HandshakeFact, stall?: StallFact, reset?: ResetFact): Evidence[] {
  if (!isSynAckRepeated(handshake) || (stall === undefined && reset === undefined)) return [];
  const text = `the server sent its SYN-ACK ${count(handshake.synAcks, 'time')}, and acknowledged nothing of what came: with a full queue it takes no ACK`;
  // Only its answer shows that the client's packets arrive at all.
  if (reset !== undefined || !isBesideServer(handshake))
    return [(reset === undefined ? hints : supports)(handshake, text)];
  const nearby = `its SYN-ACK came ${duration(handshake.serverRttNs ?? 0)} after the SYN: all that passed here was as good as there`;
  return [supports(handshake, `${text}; ${nearby}`)];
}

/** Captured at the server or next to it, and the client is far away: what is lost on the way is lost before. */
function isBesideServer({ serverRttNs, clientRttNs }: HandshakeFact): boolean {
  if (serverRttNs === undefined || clientRttNs === undefined) return false;
  // A clock that shows no time at all for it counts milliseconds, at best.
  const nearby = serverRttNs === 0 ? BESIDE_MAX : serverRttNs;
  return nearby <= BESIDE_MAX && clientRttNs >= 10 * nearby;
}

/** tcp_abort_on_overflow: the ACK of the handshake itself is answered with a reset. */
function immediateReset(facts: Facts, reset: ResetFact | undefined): Evidence[] {
  if (reset?.trigger === undefined || facts.stall !== undefined || facts.turn?.[0] !== undefined) return [];
  const text = `bare RST in answer to packet ${reset.trigger}, the ACK of the handshake: the server’s kernel did not take the connection, because the queue was full (tcp_abort_on_overflow) or the listener gone`;
  return [hints(reset, text)];
}

function ignoredData(handshake: HandshakeFact, stall?: StallFact, reset?: ResetFact): Evidence[] {
  if (stall === undefined || reset !== undefined || isSynAckRepeated(handshake)) return [];
  if (stall.retransmissions < REPETITIONS_MIN || stall.spanNs < STALLED_MIN) return [];
  const text = `the client’s first data was repeated for ${lasted(stall, stall.spanNs)}, and nothing came after the SYN-ACK: a server that sent SYN cookies drops the ACK when its queue is full`;
  const found = [hints(handshake, text)];
  if (stall.peerHeard) found.push(speaksAgainst(stall, 'the server was heard meanwhile'));
  return found;
}

/** A capture made at the server says whether the client's packets came there; bytes before a gap would not be missed. */
function arrivalEvidence(facts: Facts, stall: StallFact | undefined): Evidence[] {
  const other = facts['other-end']?.[0];
  if (other?.at !== 'server' || !other.has || stall === undefined) return [];
  if (other.undelivered.client > 0) {
    return [excludes(other, 'the capture made at the server has not all of the client’s data: it never arrived')];
  }
  if (other.ignored !== 'data' && facts.turn?.[0]?.clientBytes !== stall.payloadLength) return [];
  return [supports(other, 'the capture made at the server has the client’s data: it arrived, and was ignored')];
}

/** The kernel says that it dropped packets for it at the moments at which these came. */
function byDrop(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  const drop = dropOf(facts, 'client', ['TCP_LISTEN_OVERFLOW']);
  const isUnanswered = facts.handshake?.[0]?.stage === 'unanswered' && facts.reset === undefined;
  if (drop?.isSure !== true || (packets === undefined && !isUnanswered)) return undefined;
  return witnessed(facts, packets, {
    evidence: dropEvidence(drop),
    closer: 'server kernel',
    summary: 'The server’s queue of connections to accept was full, and its kernel dropped what came',
    refines: ['unanswered-syn'],
  });
}

/** The kernel counted what it dropped meanwhile; whether this was among it, it does not say. */
function byCounter(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  const counter = counterOf(facts, 'TcpExtListenOverflows');
  if (counter === undefined || packets === undefined) return undefined;
  // A SYN without an answer need not have come there.
  const came = facts.handshake?.[0]?.stage === 'complete' || cameToServer(facts);
  const evidence = counterEvidence(counter, came, 'connection', 'that came to a full queue');
  if (evidence.weight === 'hints') return { ...packets, evidence: [...packets.evidence, evidence] };
  return witnessed(facts, packets, {
    evidence: [evidence],
    closer: 'server kernel',
    summary: 'The server’s queue of connections to accept was full, and its kernel dropped what came',
    refines: ['unanswered-syn'],
  });
}
