/** An error of Redis (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors) that it closes behind. */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorWords } from './_stated-error.ts';

const known = errorWords('Redis');

export const protocol: Protocol = {
  id: 'redis-error',
  kind: 'stated-error',
  firstBytes: [0x2d],
  matches: (view, start, end) => known.find(([words]) => startsWith(view, start, end, words))?.[1] ?? -1,
};
