/** The client's connection preface of HTTP/2 (RFC 9113 §3.4). */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

export const protocol: Protocol = {
  id: 'http2-preface',
  kind: 'http2-preface',
  firstBytes: [0x50],
  matches: (view, start, end) => (startsWith(view, start, end, 'PRI * HTTP/2.0') ? 0 : -1),
};
