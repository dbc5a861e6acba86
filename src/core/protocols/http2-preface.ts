/** The client's connection preface of HTTP/2 (RFC 9113 §3.4). */
import { HAS_HEADERS } from '../model/utterance.ts';
import { startsWith } from './_bytes.ts';
import { readFrames } from './_http2-frames.ts';
import type { Protocol } from './_protocol.ts';

const LENGTH = 24;

export const protocol: Protocol = {
  id: 'http2-preface',
  kind: 'http2-preface',
  firstBytes: [0x50],
  matches: (view, start, end) => {
    if (!startsWith(view, start, end, 'PRI * HTTP/2.0')) return -1;
    // A request may be in the same segment.
    const frames = readFrames(view, start + LENGTH, end);
    return frames > 0 ? frames & HAS_HEADERS : 0;
  },
};
