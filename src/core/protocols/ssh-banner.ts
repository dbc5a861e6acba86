/** The SSH identification string (RFC 4253 §4.2). */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

export const protocol: Protocol = {
  id: 'ssh-banner',
  kind: 'ssh-banner',
  firstBytes: [0x53],
  matches: (view, start, end) => (startsWith(view, start, end, 'SSH-') ? 0 : -1),
};
