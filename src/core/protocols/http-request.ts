/** An HTTP/1 request (RFC 9112 §3): the method's number in `HTTP_METHODS`, told by method, space and what may follow. */
import { HTTP_METHODS } from '../model/utterance.ts';
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

export const protocol: Protocol = {
  id: 'http-request',
  kind: 'http-request',
  matches: (view, start, end) => {
    if (start >= end) return -1;
    const first = view.getUint8(start);
    if (first < 0x43 || first > 0x54) return -1;
    return HTTP_METHODS.findIndex((method) => startsWith(view, start, end, `${method} `));
  },
};
