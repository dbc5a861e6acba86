/**
 * An HTTP/1 request (RFC 9112 §3): the method's number in `HTTP_METHODS`, told by method, space and what may follow; whether
 * its head ends here, and whether it asks for the connection to be closed.
 */
import { HTTP_METHODS } from '../model/utterance.ts';
import { endOfHead, saysClose, startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { CLOSES, UNFINISHED } from './_utterance-code.ts';

/** By first byte, the methods that begin with it: how their requests start, and their numbers. */
const starts: readonly (readonly { readonly text: string; readonly method: number }[])[] = Array.from(
  { length: 256 },
  (_, byte) =>
    HTTP_METHODS.map((name, method) => ({ text: `${name} `, method })).filter(
      ({ text }) => text.charCodeAt(0) === byte,
    ),
);

export const protocol: Protocol = {
  id: 'http-request',
  kind: 'http-request',
  firstBytes: [...new Set(HTTP_METHODS.map((method) => method.charCodeAt(0)))],
  matches: (view, start, end) => {
    const method = readMethod(view, start, end);
    if (method < 0) return -1;
    const closes = saysClose(view, start, end) ? CLOSES : 0;
    return method | closes | (endOfHead(view, start, end) < 0 ? UNFINISHED : 0);
  },
};

/** The method's number; −1 where it is none. */
function readMethod(view: DataView, start: number, end: number): number {
  for (const { text, method } of starts[view.getUint8(start)] ?? []) {
    if (startsWith(view, start, end, text)) return method;
  }
  return -1;
}
