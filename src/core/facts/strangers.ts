/** Segments from another address that answer what this connection's client had sent: an address was not translated back. */
import type { StrangerFact } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { refer, seqDistance } from './_packets.ts';

export const extractor: Extractor = {
  id: 'strangers',
  extract: (connection, surroundings) => {
    const { isn, nextSeq } = connection.clientSide;
    if (isn === undefined || surroundings.strangersTo === undefined) return [];
    const facts: StrangerFact[] = [];
    for (const { address, number, timeNs, isSynAck, ack, reset } of surroundings.strangersTo(connection)) {
      // What it acknowledges tells whose it is.
      const ahead = seqDistance(ack, isn);
      if (ahead < 1 || seqDistance(ack, nextSeq) > 0 || timeNs < connection.startNs) continue;
      if (isSynAck && ahead !== 1) continue;
      facts.push({
        kind: 'stranger',
        from: address,
        isSynAck,
        wasReset: reset !== undefined,
        bytes: ahead - 1,
        packets: refer(connection, number, reset),
      });
    }
    return facts;
  },
};
