/** Where a message in chunks may have ended: its end is told from what a chunk ends with. */
import { describe, expect, it } from 'vitest';
import { mayEndChunks } from '../../src/core/protocols/_chunks.ts';

function mayEnd(text: string): boolean {
  const bytes = new TextEncoder().encode(`before${text}after`);
  return mayEndChunks(new DataView(bytes.buffer), 6, 6 + text.length);
}

describe('mayEndChunks()', () => {
  it.each([
    'hello\r\n0\r\n\r\n',
    '0\r\n\r\n',
    '0\r\nExpires: 0\r\n\r\n',
    '\r\n0\r\n\r\n',
    '\n0\r\n\r\n',
    '\r\n\r\n',
    '\n\r\n',
    '\r\n',
    '\n',
    'a chunk of an empty line\r\n\r\n',
  ])('takes %j for the end, or the rest of it', (text) => {
    expect(mayEnd(text)).toBe(true);
  });

  it.each(['5\r\nhello\r\n', 'hello\r\n', '0\r\n', '\r\n0\r', '0\r\n\r', '5\r\nhel', '0', '\r'])(
    'does not take %j for it: more must come',
    (text) => {
      expect(mayEnd(text)).toBe(false);
    },
  );
});
