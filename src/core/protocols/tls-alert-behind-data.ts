/**
 * TLS application data with an alert behind it in the same segment (RFC 5246 §7.2, RFC 8446 §6): the last words of an end that
 * says its goodbye with its answer. Only where it is encrypted: a plain one comes before there is data.
 */
import type { Protocol } from './_protocol.ts';
import { HEADER, recordLength } from './_tls-record.ts';
import { BEHIND_DATA } from './_utterance-code.ts';

const ALERT = 21;
const APPLICATION_DATA = 23;
const PLAIN_LENGTH = 2;
const LONGEST = 256;

export const protocol: Protocol = {
  id: 'tls-alert-behind-data',
  kind: 'tls-alert',
  firstBytes: [APPLICATION_DATA],
  matches: (view, start, end) => {
    let at = start;
    for (;;) {
      const length = recordLength(view, at, end, APPLICATION_DATA);
      if (length < 0) break;
      at += HEADER + length;
    }
    const length = recordLength(view, at, end, ALERT);
    if (length <= PLAIN_LENGTH || length > LONGEST) return -1;
    return at + HEADER + length === end ? BEHIND_DATA : -1;
  },
};
