/** The one error line behind which memcached closes before anything was asked. */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorWords } from './_stated-error.ts';

const known = errorWords('memcached');

export const protocol: Protocol = {
  id: 'memcached-error',
  kind: 'stated-error',
  firstBytes: [0x45],
  matches: (view, start, end) => known.find(([words]) => startsWith(view, start, end, words))?.[1] ?? -1,
};
