/**
 * Payload that had reached the side that closed and that it never answered: what makes a kernel send a reset when the
 * application closes without reading (RFC 9293 §3.6.1, RFC 1122 §4.2.2.13, RFC 2525 §2.17).
 */
import type { Connection } from '../model/connection.ts';
import type { UnansweredDataFact } from '../model/fact.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { isFarewell } from './_farewell.ts';
import { closingIndex, hasAck, isReset, refer, seqAfter, seqDistance, summaryOf } from './_packets.ts';
import { ticketsOf } from './_tickets.ts';

export const extractor: Extractor = {
  id: 'unanswered-data',
  extract: (connection) => {
    const index = closingIndex(connection);
    if (index < 0) return [];
    const closing = connection.packets[index] as KeptPacket;
    const fact = readUnanswered(connection, index, closing);
    return fact === undefined ? [] : [fact];
  },
};

function readUnanswered(connection: Connection, index: number, closing: KeptPacket): UnansweredDataFact | undefined {
  const { turn } = connection;
  const tickets = closing.from === 'server' ? ticketsOf(connection)?.packets : undefined;
  if (turn === undefined) return undefined;
  if (turn.by === closing.from && tickets === undefined) return readCrossing(connection, index, closing);
  const before = connection.packets
    .slice(0, index)
    .filter((packet) => packet.payloadLength > 0 && !isReset(packet) && tickets?.includes(packet) !== true);
  const answered = before.findLastIndex((packet) => packet.from === closing.from);
  const read = tickets === undefined ? undefined : connection.finishedEnd;
  const unanswered = before
    .slice(answered + 1)
    .filter((packet) => read === undefined || seqDistance(seqAfter(packet), read) > 0);
  const last = unanswered.at(-1);
  if (last === undefined) return tickets === undefined ? undefined : readForgotten(connection, closing);
  const first = unanswered[0] as KeptPacket;
  const covered = hasAck(closing) ? closing.ack : summaryOf(connection, closing.from).lastAck;
  return {
    kind: 'unanswered-data',
    at: closing.from,
    bytes: Math.max(0, seqDistance(seqAfter(last), first.seq)),
    isAll: first.number <= turn.number,
    onlyFarewell: unanswered.every((packet) => isFarewell(connection, packet)),
    beforeCloseNs: closing.timeNs - last.timeNs,
    acknowledged: covered !== undefined && seqDistance(covered, seqAfter(last)) >= 0,
    afterAnswer: answered >= 0,
    packets: refer(connection, first.number, last.number),
  };
}

/** The request that only session tickets came behind, where none of its packets was kept: it is all behind the Finished. */
function readForgotten(connection: Connection, closing: KeptPacket): UnansweredDataFact | undefined {
  const { clientSide, serverSide, finishedEnd } = connection;
  const { lastDataNs, lastDataNumber, nextSeq } = clientSide;
  if (finishedEnd === undefined || lastDataNs === undefined || lastDataNumber === undefined) return undefined;
  if (lastDataNumber > closing.number) return undefined;
  const covered = hasAck(closing) ? closing.ack : serverSide.lastAck;
  return {
    kind: 'unanswered-data',
    at: closing.from,
    bytes: seqDistance(nextSeq, finishedEnd),
    isAll: true,
    onlyFarewell: false,
    beforeCloseNs: closing.timeNs - lastDataNs,
    acknowledged: covered !== undefined && seqDistance(covered, nextSeq) >= 0,
    afterAnswer: true,
    packets: [lastDataNumber],
  };
}

/**
 * What came to a server that reset it after its last word: that does not acknowledge it, and the reset does. Or requests that came
 * with the one that was answered.
 */
function readCrossing(connection: Connection, index: number, closing: KeptPacket): UnansweredDataFact | undefined {
  if (closing.from !== 'server' || !isReset(closing) || !hasAck(closing)) return undefined;
  const before = connection.packets.slice(0, index).filter((packet) => packet.payloadLength > 0 && !isReset(packet));
  const word = before.findLast(({ from }) => from === 'server');
  const said = before.filter(({ from }) => from === 'client');
  const unanswered = said.filter(
    (packet) => word !== undefined && hasAck(word) && seqDistance(seqAfter(packet), word.ack) > 0,
  );
  const { answeredEnd } = connection;
  const pipelined = said.filter(
    (packet) => answeredEnd !== undefined && seqDistance(seqAfter(packet), answeredEnd) > 0,
  );
  const last = unanswered.at(-1) ?? pipelined.at(-1);
  if (last === undefined || seqDistance(closing.ack, seqAfter(last)) < 0) return undefined;
  const end = (last.seq + last.payloadLength) >>> 0;
  const read = answeredEnd ?? word?.ack ?? end;
  return {
    kind: 'unanswered-data',
    at: closing.from,
    bytes: seqDistance(end, read),
    isAll: true,
    onlyFarewell: unanswered.length > 0 && unanswered.every((packet) => isFarewell(connection, packet)),
    beforeCloseNs: closing.timeNs - last.timeNs,
    acknowledged: true,
    afterAnswer: answeredEnd === undefined,
    packets: refer(connection, (unanswered[0] ?? pipelined[0] ?? last).number, last.number),
  };
}
