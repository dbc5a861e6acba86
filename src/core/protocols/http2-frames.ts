/** Frames of HTTP/2 (RFC 9113 §4.1), where they are not encrypted. */
import { readFrames } from './_http2-frames.ts';
import type { Protocol } from './_protocol.ts';

export const protocol: Protocol = {
  id: 'http2-frames',
  kind: 'http2-frames',
  // Frames are at most 16,384 bytes long unless both ends agreed to more (§4.2).
  firstBytes: [0],
  matches: readFrames,
};
