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
  if (turn === undefined || turn.by === closing.from) return undefined;
  const before = connection.packets.slice(0, index).filter((packet) => packet.payloadLength > 0 && !isReset(packet));
  const answered = before.findLastIndex((packet) => packet.from === closing.from);
  const unanswered = before.slice(answered + 1);
  const last = unanswered.at(-1);
  if (last === undefined) return undefined;
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
