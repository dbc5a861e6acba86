/**
 * An HTTP/1 request (RFC 9112 §3): the method's number in `HTTP_METHODS`, told by method, space and what may follow; whether
 * its head ends here, and whether it asks for the connection to be closed.
 */
import { HTTP_METHODS } from '../model/utterance.ts';
import { endOfHead, saysClose, startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { CLOSES, UNFINISHED } from './_utterance-code.ts';

const starts = HTTP_METHODS.map((method) => `${method} `);

export const protocol: Protocol = {
  id: 'http-request',
  kind: 'http-request',
  firstBytes: [...new Set(HTTP_METHODS.map((method) => method.charCodeAt(0)))],
  matches: (view, start, end) => {
    const method = starts.findIndex((text) => startsWith(view, start, end, text));
    if (method < 0) return -1;
    const closes = saysClose(view, start, end) ? CLOSES : 0;
    return method | closes | (endOfHead(view, start, end) < 0 ? UNFINISHED : 0);
  },
};
