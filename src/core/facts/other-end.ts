/**
 * What the capture made at the other end says: whether the packet that closed the connection here was sent there, or came
 * there, and whether what each end sent arrived. That a packet is not in the other capture counts only where that capture
 * would hold it: it runs on, and misses nothing of the connection.
 */
import type { Connection } from '../model/connection.ts';
import { formatHostPort, otherSide, type Side } from '../model/endpoint.ts';
import type { OtherEndFact } from '../model/fact.ts';
import { ACK, type KeptPacket } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import type { Extractor, OtherEnd } from './_extractor.ts';
import {
  acknowledgedBeforeSent,
  closingPacket,
  isFin,
  isReset,
  refer,
  SAME_TIME_MAX,
  seqAfter,
  seqDistance,
  summaryOf,
} from './_packets.ts';

export const extractor: Extractor = {
  id: 'other-end',
  extract: (connection, surroundings) => {
    const other = surroundings.otherEnd(connection);
    if (other === undefined) return [];
    const closing = closingPacket(connection);
    const fate = closing === undefined ? undefined : fateOf(connection, closing, other);
    const undelivered = undeliveredBytes(connection, other);
    return [
      {
        kind: 'other-end',
        at: other.at,
        has: other.connection !== undefined,
        covers: other.covers,
        lossy: other.lossy,
        closingFrom: closing?.from,
        fate,
        wentOn: closing !== undefined && hasGoneOn(connection, closing, other),
        unheeded: closing !== undefined && isUnheeded(connection, closing, other),
        undelivered,
        answered: answeredOf(connection, closing, other, undelivered),
        unsent: unsentBytes(connection, other),
        resetToo: isResetToo(connection, other),
        ignored: ignoredByServer(connection, other),
        heardInVain: heardInVain(connection, other),
        replied: hasReplied(connection, other),
        elsewhere: other.elsewhere,
        moved: movedOf(other),
        meanwhile: meanwhileOf(connection, other),
        packets: refer(connection, closing?.number),
      },
    ];
  },
};

/** What became of a packet on its way between the ends; undefined where the other capture cannot tell. */
export function fateOf(connection: Connection, closing: KeptPacket, other: OtherEnd): OtherEndFact['fate'] {
  const there = other.connection;
  const isLeaving = closing.from === otherSide(other.at);
  if (there === undefined) {
    // Where somebody answered in the server's name from the beginning, the packet is one of many that it never sent.
    return isLeaving || !other.covers || other.elsewhere ? undefined : 'born-between';
  }
  if (isTranslated(connection, there)) return undefined;
  if (there.packets.some((packet) => isSamePacket(closing, packet))) return isLeaving ? 'arrived' : 'sent';
  if (!wouldHold(there, closing, other.offsetNs)) return undefined;
  return isLeaving ? 'lost' : 'born-between';
}

/** Whether the sender of a packet that is not in its own capture sent more by that capture, after the packet had arrived here. */
function hasGoneOn(here: Connection, { from, timeNs }: KeptPacket, other: OtherEnd): boolean {
  const { at, connection, offsetNs } = other;
  if (connection === undefined || offsetNs === undefined || from !== at) return false;
  const arrivedNs = timeNs + offsetNs + (timeNs - here.startNs) * DRIFT_MAX;
  return connection.packets.some((packet) => packet.from === from && !isReset(packet) && packet.timeNs > arrivedNs);
}

/** Whether the end that got the reset went on; what it had sent before arrives within a round trip. */
function isUnheeded(here: Connection, { from, timeNs }: KeptPacket, { connection, offsetNs }: OtherEnd): boolean {
  const { synNs, synAckNs } = here.handshake;
  if (connection === undefined || offsetNs === undefined || synNs === undefined || synAckNs === undefined) return false;
  const sinceNs = timeNs + offsetNs + (timeNs - here.startNs) * DRIFT_MAX + Math.abs(synAckNs - synNs);
  return connection.packets.some(
    (packet) =>
      packet.from !== from &&
      !isReset(packet) &&
      (packet.payloadLength > 0 || isFin(packet)) &&
      packet.timeNs > sinceNs,
  );
}

/** Clocks of computers drift apart by no more, as part of the time since they were compared, which no fit may have shown. */
const DRIFT_MAX = 200e-6;

/**
 * A NAT or a firewall between the ends changes addresses or sequence numbers. A packet that it did not translate has others
 * than the rest of its connection, so that it is not in the other capture says nothing.
 */
function isTranslated(here: Connection, there: Connection): boolean {
  return (
    here.client.address !== there.client.address ||
    here.server.address !== there.server.address ||
    here.client.port !== there.client.port ||
    here.server.port !== there.server.port ||
    here.clientSide.isn !== there.clientSide.isn ||
    here.serverSide.isn !== there.serverSide.isn
  );
}

/** Whether a packet of another capture is this one, which has a FIN or a reset. */
export function isSamePacket(packet: KeptPacket, candidate: KeptPacket): boolean {
  if (candidate.from !== packet.from || isReset(candidate) !== isReset(packet)) return false;
  return isFin(candidate) === isFin(packet) && candidate.seq === packet.seq;
}

/** Whether the other capture would have the packet, had it passed there; `offsetNs` takes times of its own to those there. */
export function wouldHold(there: Connection, packet: KeptPacket, offsetNs: TimeNs | undefined): boolean {
  if (there.evicted || lacksBytes(there, 'client') || lacksBytes(there, 'server')) return false;
  if (offsetNs === undefined || there.watchedUntilNs < packet.timeNs + offsetNs) return false;
  if (!isReset(packet) && !isFin(packet)) return true;
  const side = summaryOf(there, packet.from);
  const kept = there.packets.filter((candidate) => candidate.from === packet.from);
  const count = isReset(packet) ? side.resets : side.fins;
  return kept.filter(isReset(packet) ? isReset : isFin).length >= count;
}

/**
 * Bytes of this side were acknowledged that the capture does not hold. Those ahead of all that the side sent do not count
 * where it was acknowledged before it sent: then somebody else did.
 */
export function lacksBytes(there: Connection, side: Side): boolean {
  const { missedBytes, nextSeq } = summaryOf(there, side);
  if (missedBytes === 0 || (missedBytes === 1 && acknowledgedAsFin(there, side))) return false;
  const { lastAck = nextSeq } = summaryOf(there, otherSide(side));
  const ahead = Math.max(0, seqDistance(lastAck, nextSeq));
  return missedBytes > ahead || acknowledgedBeforeSent(there, side) === undefined;
}

/**
 * The one byte that a side's peer had acknowledged too early this side filled with data later: what was acknowledged was a FIN, and
 * none of this side's, which had more to send.
 */
function acknowledgedAsFin({ packets }: Connection, side: Side): boolean {
  return packets.some((packet, at) => {
    if (packet.from !== side || packet.payloadLength <= 1 || isReset(packet)) return false;
    const before = packets.slice(0, at);
    const isSentBefore = before.some((other) => other.from === side && seqDistance(seqAfter(other), packet.seq) > 0);
    const early = before.find(
      ({ from, ack, flags }) => from !== side && flags & ACK && seqDistance(ack, packet.seq) === 1,
    );
    return !isSentBefore && early !== undefined && packet.timeNs - early.timeNs > SAME_TIME_MAX;
  });
}

/**
 * Bytes of its stream that a side sent at its own end and that never came to the other. A capture without the connection says
 * so only where it would hold it: it may be of other traffic.
 */
function undeliveredBytes(
  here: Connection,
  { at, covers, connection: there }: OtherEnd,
): Readonly<Record<Side, number>> {
  if (there === undefined && !covers) return NONE;
  const sent = (side: Side): number => summaryOf(side === at ? (there ?? here) : here, side).streamBytes;
  const arrived = (side: Side): number => {
    const capture = side === at ? here : there;
    return capture === undefined ? 0 : summaryOf(capture, side).streamBytes;
  };
  const undelivered = (side: Side): number => Math.max(0, sent(side) - arrived(side));
  return { client: undelivered('client'), server: there === undefined ? 0 : undelivered('server') };
}

/**
 * Bytes of a side's stream that its own end has not sent, and that came to the other: somebody added them. Where a capture
 * lacks packets, or numbers were rewritten on the way, nobody knows.
 */
function unsentBytes(here: Connection, { at, connection: there }: OtherEnd): Readonly<Record<Side, number>> {
  if (there === undefined || isTranslated(here, there) || isPartial(here) || isPartial(there)) return NONE;
  const unsent = (side: Side): number => {
    const [own, arrived] = side === at ? [there, here] : [here, there];
    // One more is a FIN.
    const more = sentBy(arrived, side) - sentBy(own, side);
    return more > 1 ? more : 0;
  };
  return { client: unsent('client'), server: unsent('server') };
}

/** Whether what a bare reset answers came to the end in whose name it answers, by the capture made there. */
function answeredOf(
  here: Connection,
  reset: KeptPacket | undefined,
  { at, connection: there }: OtherEnd,
  undelivered: Readonly<Record<Side, number>>,
): OtherEndFact['answered'] {
  if (reset === undefined || !isReset(reset) || reset.from !== at || there === undefined) return undefined;
  const own = otherSide(at);
  if (undelivered[own] > 0) return 'lost';
  const before = here.packets.filter(({ from, number }) => from === own && number < reset.number);
  const provoker = before.findLast(({ ack }) => ack === reset.seq);
  if (provoker === undefined || isTranslated(here, there)) return undefined;
  if (provoker.payloadLength > 0) return 'arrived';
  const { lastAck } = summaryOf(there, own);
  return lastAck !== undefined && seqDistance(reset.seq, lastAck) > 0 ? 'lost' : undefined;
}

/** So often a side repeats what ordinary loss does not explain. */
const REPEATED_MIN = 2;

/** What the server's own capture has of the client, several times, and no answer to. */
function ignoredByServer(here: Connection, { at, connection: there }: OtherEnd): OtherEndFact['ignored'] {
  if (there === undefined) return undefined;
  const { clientSide, serverSide, evicted, openedBy } = at === 'server' ? there : here;
  if (evicted || openedBy !== 'syn') return undefined;
  if (serverSide.packets === 0 && serverSide.duplicates === 0) {
    return clientSide.syns >= REPEATED_MIN ? 'syn' : undefined;
  }
  const isMute = serverSide.packets === serverSide.syns && clientSide.streamBytes > 0;
  return isMute && clientSide.retransmittedRun >= REPEATED_MIN ? 'data' : undefined;
}

/** The side whose last data is repeated to the end of both captures, and arrives at a host that sends nothing any more. */
function heardInVain(here: Connection, { at, connection: there, lossy }: OtherEnd): Side | undefined {
  if (there === undefined || lossy || isTranslated(here, there)) return undefined;
  const from = here.packets.at(-1)?.from;
  if (from === undefined) return undefined;
  const arrived = at === otherSide(from) ? there : here;
  const last = arrived.packets.at(-1);
  if (arrived.evicted || last === undefined || last.from !== from || last.payloadLength === 0) return undefined;
  const copies = arrived.packets.filter((packet) => packet.from === from && packet.seq === last.seq);
  const isAnswered = arrived.packets.some((packet) => packet.from !== from && packet.number > (copies[0]?.number ?? 0));
  return !isAnswered && summaryOf(arrived, from).retransmittedRun >= REPEATED_MIN && copies.length >= REPEATED_MIN
    ? from
    : undefined;
}

/** Whether SYN-ACKs that the server sent, by its own capture, did not come to the client, which has nothing of the server. */
function hasReplied({ clientSide, serverSide }: Connection, { at, connection: there }: OtherEnd): boolean {
  if (at !== 'server' || there === undefined || clientSide.syns === 0 || serverSide.packets > 0) return false;
  return there.serverSide.syns > 0;
}

function movedOf({ connection, moved }: OtherEnd): OtherEndFact['moved'] {
  if (connection === undefined || moved === undefined) return undefined;
  const { client } = connection;
  const from = formatHostPort(client.address, client.port);
  return { from, to: formatHostPort(moved.client.address, moved.client.port) };
}

/** From the first of this end's data that did not come to the other to the last. */
function meanwhileOf(here: Connection, other: OtherEnd): OtherEndFact['meanwhile'] {
  const own = otherSide(other.at);
  const there = other.connection;
  if (there === undefined || other.meanwhile === undefined || isTranslated(here, there)) return undefined;
  const { nextSeq } = summaryOf(there, own);
  const isLost = (packet: KeptPacket): boolean =>
    packet.from === own && packet.payloadLength > 0 && seqDistance(seqAfter(packet), nextSeq) > 0;
  const lost = here.packets.filter(isLost);
  const [first] = lost;
  const last = lost.at(-1);
  return first === undefined || last === undefined ? undefined : other.meanwhile(first.timeNs, last.timeNs);
}

/** Whether the other capture has a reset of this end, and this end's own has none. */
function isResetToo(here: Connection, { at, connection: there }: OtherEnd): boolean {
  if (there === undefined || isTranslated(here, there) || here.evicted) return false;
  const own = otherSide(at);
  return summaryOf(here, own).resets === 0 && there.packets.some((packet) => packet.from === own && isReset(packet));
}

/** Numbers that a side has used so far, acknowledged ones that nobody saw left out. */
function sentBy(connection: Connection, side: Side): number {
  const { nextSeq, isn = nextSeq } = summaryOf(connection, side);
  return seqDistance(nextSeq, isn);
}

const NONE: Readonly<Record<Side, number>> = { client: 0, server: 0 };

/** It does not hold all that its own end sent; what the peer of that end acknowledged beyond that counts as added, not missed. */
function isPartial({ evicted, openedBy }: Connection): boolean {
  return evicted || openedBy !== 'syn';
}
