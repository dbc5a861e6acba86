/** A line with which a daemon of rsync refuses, instead of a module’s text or behind it (rsync’s clientserver.c). */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorWords } from './_stated-error.ts';

const known = errorWords('rsync');

export const protocol: Protocol = {
  id: 'rsync-error',
  kind: 'stated-error',
  firstBytes: [0x40],
  matches: (view, start, end) => known.find(([words]) => startsWith(view, start, end, words))?.[1] ?? -1,
};
