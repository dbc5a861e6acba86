/** A line that sshd writes before it closes. A server may send lines before its identification (RFC 4253 §4.2). */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorWords } from './_stated-error.ts';

const known = errorWords('SSH');

export const protocol: Protocol = {
  id: 'ssh-error',
  kind: 'stated-error',
  firstBytes: [...new Set(known.map(([words]) => words.charCodeAt(0)))],
  matches: (view, start, end) => known.find(([words]) => startsWith(view, start, end, words))?.[1] ?? -1,
};
