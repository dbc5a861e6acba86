/** At which end the capture was made, where somebody has said so: packets do not. */
import type { Extractor } from './_extractor.ts';
import { refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'vantage',
  extract: (connection, { madeAt }) =>
    madeAt === undefined
      ? []
      : [{ kind: 'vantage', at: madeAt, packets: refer(connection, connection.packets.at(-1)?.number) }],
};
