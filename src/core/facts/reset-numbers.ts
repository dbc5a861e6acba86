/**
 * Numbers in resets that one stack would not produce: the rules DATA_SEQ_RST and RST_SEQ_CHANGE of Weaver, Sommer and
 * Paxson (NDSS 2009), and more bare resets than segments they could answer. Genuine passive resets go one to one with
 * their triggers, so that several are no sign by themselves.
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { ResetNumbersFact } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import { SECOND } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { hasAck, isFin, isReset, refer, sentUpTo, seqDistance, summaryOf } from './_packets.ts';

export const extractor: Extractor = {
  id: 'reset-numbers',
  extract: (connection) => {
    if (connection.clientSide.resets + connection.serverSide.resets < 2) return [];
    const resets = connection.packets.filter(isReset);
    if (resets.length < 2) return [];
    return (['client', 'server'] as const).flatMap((side) =>
      [sequenceChange(connection, side), moreThanTriggers(connection, side)].filter((fact) => fact !== undefined),
    );
  },
};

/** Two resets within two seconds, the second ahead of the first and of everything sent, with no FIN before. */
function sequenceChange(connection: Connection, from: Side): ResetNumbersFact | undefined {
  const { packets } = connection;
  const first = packets.findIndex((packet) => packet.from === from && isReset(packet));
  const reset = packets[first];
  if (reset === undefined || packets.slice(0, first).some((packet) => isFin(packet) || isReset(packet)))
    return undefined;
  const sent = sentUpTo(connection, from, first);
  if (sent === undefined) return undefined;
  const second = packets.slice(first + 1).find((packet) => {
    const follows = packet.from === from && isReset(packet) && packet.timeNs - reset.timeNs < 2 * SECOND;
    return follows && seqDistance(packet.seq, reset.seq) > 2 && seqDistance(packet.seq, sent) > 2;
  });
  if (second === undefined || answersSomething(connection, second)) return undefined;
  return {
    kind: 'reset-numbers',
    from,
    rule: 'sequence-change',
    packets: refer(connection, reset.number, second.number),
  };
}

/** More bare resets with one seq than segments of the peer they could answer. */
function moreThanTriggers(connection: Connection, from: Side): ResetNumbersFact | undefined {
  const peer = summaryOf(connection, otherSide(from));
  if (!connection.keptAll || peer.packets === peer.resets) return undefined;
  const bare = connection.packets.filter((packet) => packet.from === from && isReset(packet) && !hasAck(packet));
  const [first] = bare;
  if (first === undefined) return undefined;
  const alike = bare.filter((packet) => packet.seq === first.seq);
  const triggers = connection.packets.filter((packet) => couldTrigger(packet, first));
  if (alike.length < 2 || alike.length <= triggers.length) return undefined;
  return {
    kind: 'reset-numbers',
    from,
    rule: 'more-than-triggers',
    packets: refer(connection, ...alike.map((packet) => packet.number)),
  };
}

function couldTrigger(packet: KeptPacket, reset: KeptPacket): boolean {
  return packet.from !== reset.from && !isReset(packet) && (packet.flags & SYN) === 0 && packet.ack === reset.seq;
}

function answersSomething(connection: Connection, reset: KeptPacket): boolean {
  return connection.packets.some((packet) => couldTrigger(packet, reset));
}
