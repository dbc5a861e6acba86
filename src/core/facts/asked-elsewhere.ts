/** A SYN-ACK of which another connection of the same client says who had asked for it: its address was not translated back. */
import type { Extractor } from './_extractor.ts';
import { refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'asked-elsewhere',
  extract: (connection, surroundings) => {
    if (connection.clientSide.syns > 0) return [];
    const asked = surroundings.askedBefore?.(connection);
    if (asked === undefined) return [];
    return [{ kind: 'asked-elsewhere', address: asked.address, packets: refer(connection, asked.number) }];
  },
};
