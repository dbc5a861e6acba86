/** TLS application data (RFC 8446 §5.2); TLS 1.3 dresses its later handshake messages and alerts as such, too. */
import type { Protocol } from './_protocol.ts';
import { recordLength } from './_tls-record.ts';

const APPLICATION_DATA = 23;

export const protocol: Protocol = {
  id: 'tls-data',
  kind: 'tls-data',
  firstBytes: [APPLICATION_DATA],
  matches: (view, start, end) => (recordLength(view, start, end, APPLICATION_DATA) > 0 ? 0 : -1),
};
