/** A TLS alert (RFC 8446 §6): level × 256 + description in plain text, 0 where it is encrypted. */
import type { Protocol } from './_protocol.ts';
import { HEADER, recordLength } from './_tls-record.ts';

const ALERT = 21;
const PLAIN_LENGTH = 2;

export const protocol: Protocol = {
  id: 'tls-alert',
  kind: 'tls-alert',
  firstBytes: [ALERT],
  matches: (view, start, end) => {
    const length = recordLength(view, start, end, ALERT);
    if (length < PLAIN_LENGTH || length > 256) return -1;
    if (length > PLAIN_LENGTH || end - start < HEADER + PLAIN_LENGTH) return 0;
    const level = view.getUint8(start + HEADER);
    return level === 1 || level === 2 ? level * 256 + view.getUint8(start + HEADER + 1) : -1;
  },
};
