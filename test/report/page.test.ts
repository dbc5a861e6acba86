import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hangText, type PageStyle, paintPage, shortenText, textWidth, wrapText } from '../../src/core/report/page.ts';

const style: PageStyle = { width: 40, color: false, ascii: false };

describe('textWidth()', () => {
  test.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['→ …', 3],
    ['東京', 4],
    ['한글', 4],
    ['Ａ', 2],
    ['🙂', 2],
    ['𠮷', 2],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('wrapText()', () => {
  test('breaks at blanks, as late as possible', () => {
    expect(wrapText('one two three four', 9, style)).toEqual(['one two', 'three', 'four']);
  });

  test('cuts a word longer than the line', () => {
    expect(wrapText('a 0123456789 b', 4, style)).toEqual(['a', '0123', '4567', '89 b']);
  });

  test('counts columns, not characters', () => {
    expect(wrapText('東京 東京', 8, style)).toEqual(['東京', '東京']);
    expect(wrapText('東京 東京', 9, style)).toEqual(['東京 東京']);
  });

  test('is one empty line of nothing', () => {
    expect(wrapText('', 10, style)).toEqual(['']);
  });

  test('fits the width and loses nothing but blanks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'bc', ' ', '東', 'é', '→') }),
        fc.integer({ min: 2, max: 30 }),
        (text, width) => {
          const lines = wrapText(text, width, style);
          expect(lines.map(textWidth).filter((columns) => columns > width)).toEqual([]);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});

describe('shortenText()', () => {
  test.each([
    ['192.0.2.1', 9, '192.0.2.1'],
    ['192.0.2.1', 8, '192.0.2…'],
    ['東京東京', 6, '東京…'],
  ])('%s in %i columns is %s', (text, width, short) => {
    expect(shortenText(text, width, style)).toBe(short);
  });

  test('spells the ellipsis in ASCII', () => {
    expect(shortenText('abcdefgh', 6, { ...style, ascii: true })).toBe('abc...');
  });
});

describe('hangText()', () => {
  test('sets the text beside its prefix', () => {
    const lines = hangText(
      [{ text: '→ ' }],
      'a long text that needs three lines to be set, and no more than these',
      style,
    );
    expect(paintPage(lines, style)).toBe(
      '→ a long text that needs three lines to\n  be set, and no more than these\n'.replace(
        'three lines to\n',
        'three lines to\n',
      ),
    );
  });

  test('counts a prefix as it is printed', () => {
    const ascii = { ...style, ascii: true };
    const lines = hangText([{ text: '→ ' }], 'a long text that needs a second line', ascii);
    expect(paintPage(lines, ascii)).toBe('-> a long text that needs a second line\n');
    expect(paintPage(hangText([{ text: '→ ' }], 'a long text that needs a second line now', ascii), ascii)).toBe(
      '-> a long text that needs a second line\n   now\n',
    );
  });
});

describe('paintPage()', () => {
  const line = [{ text: 'x', tone: 'failure' as const }, { text: ' plain ' }, { text: '', tone: 'strong' as const }];

  test('colours what has a tone', () => {
    expect(paintPage([line], { ...style, color: true })).toBe('\u001b[1;31mx\u001b[0m plain\n');
  });

  test('colours nothing where it may not', () => {
    expect(paintPage([line], style)).toBe('x plain\n');
  });
});
