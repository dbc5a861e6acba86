/**
 * A probe that no stack sends, with neither SYN, ACK nor RST, as scanners use it (FIN, NULL and Xmas scans), and the RST|ACK
 * of a host on which nothing listens there (RFC 9293 §3.10.7.1); a listener drops the probe without a word (§3.10.7.2).
 */
import type { Connection } from '../model/connection.ts';
import { otherSide } from '../model/endpoint.ts';
import type { ScanProbeFact } from '../model/fact.ts';
import { ACK, type KeptPacket, RST, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { hasAck, hasReset, isReset, refer, seqAfter } from './_packets.ts';

export const extractor: Extractor = {
  id: 'scan-probe',
  extract: (connection) => {
    const fact = readProbe(connection);
    return fact === undefined ? [] : [fact];
  },
};

/** All that either end sent: the probe, perhaps repeated, and its answer. */
function readProbe(connection: Connection): ScanProbeFact | undefined {
  const { packets, keptAll } = connection;
  if (!keptAll || !hasReset(connection)) return undefined;
  const probe = packets[0]!;
  const { from } = probe;
  const answer = packets.find((packet) => packet.from !== from);
  if (answer === undefined || !isReset(answer) || !hasAck(answer) || answer.ack !== seqAfter(probe)) return undefined;
  if (!packets.every((packet) => (packet.from === from ? isBare(packet) : isReset(packet)))) return undefined;
  return { kind: 'scan-probe', at: otherSide(from), packets: refer(connection, probe.number, answer.number) };
}

function isBare({ flags, payloadLength }: KeptPacket): boolean {
  return (flags & (SYN | ACK | RST)) === 0 && payloadLength === 0;
}
