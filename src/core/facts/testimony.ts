/** What other witnesses than packets say of the connection: the kernels of the hosts, and the logs of their programs. */
import type { Fact } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { closingPacket, closingTime, refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'testimony',
  extract: (connection, { testimonyOf }) => {
    if (testimonyOf === undefined) return [];
    const packets = refer(connection, closingPacket(connection)?.number);
    return testimonyOf(connection, closingTime(connection)).map((said): Fact => ({ ...said, packets }));
  },
};
