/** The header of the PROXY protocol, version 1 or 2 (https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt). */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

export const protocol: Protocol = {
  id: 'proxy-header',
  kind: 'proxy-header',
  firstBytes: [0x50, 0x0d],
  matches: (view, start, end) =>
    startsWith(view, start, end, 'PROXY ') || startsWith(view, start, end, '\r\n\r\n\0\r\nQUIT\n') ? 0 : -1,
};
