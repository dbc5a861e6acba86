/** A TLS handshake record, or the change of cipher before one: the handshake type (RFC 8446 §4); 0 where encrypted. */
import type { Protocol } from './_protocol.ts';
import { HEADER, recordLength } from './_tls-record.ts';

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const HANDSHAKE_HEADER = 4;

export const protocol: Protocol = {
  id: 'tls-handshake',
  kind: 'tls-handshake',
  firstBytes: [CHANGE_CIPHER_SPEC, HANDSHAKE],
  matches: (view, start, end) => {
    if (recordLength(view, start, end, CHANGE_CIPHER_SPEC) === 1) return 0;
    const length = recordLength(view, start, end, HANDSHAKE);
    if (length < HANDSHAKE_HEADER) return -1;
    if (end - start < HEADER + HANDSHAKE_HEADER) return 0;
    const type = view.getUint8(start + HEADER);
    // A message in plain text is not longer than three bytes can say, and its type is one of those assigned.
    const bodyLength = view.getUint32(start + HEADER) & 0xffffff;
    return type <= 24 && (bodyLength <= length || bodyLength < 65_536) ? type : 0;
  },
};
