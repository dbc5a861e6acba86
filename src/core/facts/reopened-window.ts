/**
 * A side that had closed its window for a while and opened it again (RFC 9293 §3.8.6.1). What the other end did meanwhile
 * shows only afterwards: a FIN waits behind what there was no room for.
 */
import type { Connection } from '../model/connection.ts';
import type { Fact } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { closingIndex, closingTime, isReset, refer, seqDistance } from './_packets.ts';

export const extractor: Extractor = {
  id: 'reopened-window',
  extract: (connection): Fact[] => {
    const { closedWindow } = connection;
    if (closedWindow === undefined || closingIndex(connection) < 0) return [];
    const { at, firstNs, lastNs, firstNumber, lastNumber, advertisements } = closedWindow;
    const beforeCloseNs = closingTime(connection) - lastNs;
    if (beforeCloseNs < 0 || !readOn(connection)) return [];
    const spanNs = lastNs - firstNs;
    const packets = refer(connection, firstNumber, lastNumber);
    return [{ kind: 'reopened-window', at, spanNs, advertisements, beforeCloseNs, packets }];
  },
};

/** More was acknowledged by a later packet that is kept. */
function readOn({ packets, closedWindow }: Connection): boolean {
  if (closedWindow === undefined) return false;
  const { at, ack, lastNumber } = closedWindow;
  return packets.some(
    (packet) =>
      packet.from === at && packet.number > lastNumber && !isReset(packet) && seqDistance(packet.ack, ack) > 0,
  );
}
