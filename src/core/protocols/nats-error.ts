/** An error of NATS that its server closes behind; their capitals differ from version to version. */
import { hasText } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorWords } from './_stated-error.ts';

const known = errorWords('NATS').map(([words, number]) => [words.toLowerCase(), number] as const);

const PING = 'ping\r\n';

export const protocol: Protocol = {
  id: 'nats-error',
  kind: 'stated-error',
  firstBytes: [0x2d, 0x50],
  matches: (view, start, end) => {
    // The last PING and the complaint that none was answered may come together.
    const from = hasText(view, start, end, PING) ? start + PING.length : start;
    return known.find(([words]) => hasText(view, from, end, words))?.[1] ?? -1;
  },
};
