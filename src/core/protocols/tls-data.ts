/**
 * TLS application data (RFC 8446 §5.2): the length of the record, as far as twelve bits hold it. TLS 1.3 dresses its later
 * handshake messages and alerts as such, too, and their length is all that shows.
 */
import type { Protocol } from './_protocol.ts';
import { recordLength } from './_tls-record.ts';

const APPLICATION_DATA = 23;
const LONGEST = 4095;

export const protocol: Protocol = {
  id: 'tls-data',
  kind: 'tls-data',
  firstBytes: [APPLICATION_DATA],
  matches: (view, start, end) => Math.min(recordLength(view, start, end, APPLICATION_DATA), LONGEST),
};
