/** Searching bytes for text, four at once where that is quicker. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findLineFeed, saysClose } from '../../src/core/protocols/_bytes.ts';

const LF = 0x0a;

/** Bytes that borrow from their neighbours where four are compared at once: the line feed, and those beside it. */
const nearLineFeeds = fc.array(fc.constantFrom(0, 9, LF, 0x0b, 0x80, 0x8a, 0xff), { maxLength: 24 });

it('finds the first line feed, wherever it is', () => {
  fc.assert(
    fc.property(nearLineFeeds, fc.nat(24), fc.nat(24), (bytes, from, to) => {
      const end = Math.min(to, bytes.length);
      const start = Math.min(from, end);
      const view = new DataView(Uint8Array.from(bytes).buffer);
      const first = bytes.slice(start, end).indexOf(LF);
      expect(findLineFeed(view, start, end)).toBe(first < 0 ? end : start + first);
    }),
  );
});

it.each<[string, boolean]>([
  ['GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', true],
  ['GET / HTTP/1.1\r\nconnection:close\r\n\r\n', true],
  ['GET / HTTP/1.1\nConnection: close\n\n', true],
  ['GET / HTTP/1.1\r\nConnection: keep-alive\r\nCONNECTION: CLOSE\r\n\r\n', true],
  ['GET / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n', false],
  ['GET / HTTP/1.1\r\n\r\nConnection: close\r\n', false],
  ['GET / HTTP/1.1\r\nX-Connection: close\r\n\r\n', false],
  ['GET / HTTP/1.1\r\nConnection: clo', false],
  ['', false],
])('reads of %j whether it asks for a close', (text, isAsked) => {
  const bytes = new TextEncoder().encode(`..${text}`);
  expect(saysClose(new DataView(bytes.buffer), 2, bytes.length)).toBe(isAsked);
});
