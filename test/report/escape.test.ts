import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { escapeJson, escapeText, escapeToAscii } from '../../src/core/report/escape.ts';
import { VerdictGroups } from '../../src/core/report/groups.ts';
import { paintPage } from '../../src/core/report/page.ts';
import { toConnectionRecord, toNdjson, toSummaryRecord } from '../../src/core/report/record.ts';
import { renderText } from '../../src/core/report/text.ts';
import { base, icmpError, refused, resetWhileIdle, summaryOf } from '../builders/diagnoses.ts';

/** Strings with more of what is dangerous than chance would give. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({
    unit: fc.constantFrom(
      '\u001b[',
      '\u009b',
      '\u0007',
      '\r',
      '\n',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\ud800',
      'a',
      ' ',
    ),
  }),
);

const DANGEROUS = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u{e0100}/u;

describe('escapeText()', () => {
  test.each([
    ['plain text', 'plain text'],
    ['Größe → 東京 “é”', 'Größe → 東京 “é”'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\tb\r\nc', 'a\\tb\\r\\nc'],
    ['\u0000\u007f\u0085\u009b', '\\x00\\x7f\\x85\\x9b'],
    ['gpj.\u202eexe', 'gpj.\\u{202e}exe'],
    ['a\u200bb\ufeffc\u00add', 'a\\u{200b}b\\u{feff}c\\xadd'],
    ['a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
    ['\ud800 \udfff', '\\u{d800} \\u{dfff}'],
    ['\u{e0001}\u{f0000}', '\\u{e0001}\\u{f0000}'],
    ['e\u0301', 'e\u0301'],
    ['e\u0301\u0301\u0301', 'e\\u{301}\\u{301}\\u{301}'],
  ])('%j is %j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  test('leaves nothing dangerous and does nothing twice', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(DANGEROUS);
        expect(escapeText(escaped)).toBe(escaped);
      }),
    );
  });
});

test('no dangerous character of the basic plane stays', () => {
  const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  const dangerous = characters.filter((character) => DANGEROUS.test(character));
  expect(dangerous.length).toBeGreaterThan(8000);
  expect(dangerous.filter((character) => escapeText(character) === character)).toEqual([]);
  expect(dangerous.filter((character) => escapeJson(`"${character}"`) === `"${character}"`)).toEqual([]);
});

describe('escapeToAscii()', () => {
  test('spells signs and escapes the rest', () => {
    expect(escapeToAscii('a → b · 110 µs … é \u001b 東')).toBe('a -> b - 110 us ... \\xe9 \\x1b \\u{6771}');
  });

  test('leaves printable ASCII alone', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeToAscii(text)).toMatch(/^[ -~]*$/);
      }),
    );
  });
});

describe('escapeJson()', () => {
  test('keeps the value and leaves nothing dangerous', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = escapeJson(JSON.stringify({ [text]: [text] }));
        expect(json).not.toMatch(DANGEROUS);
        expect(JSON.parse(json)).toEqual({ [text]: [text] });
      }),
    );
  });
});

/** A diagnosis that says the text wherever text can stand. */
function poison(diagnosis: Diagnosis, text: string): Diagnosis {
  const { connection, verdict } = diagnosis;
  return {
    ...diagnosis,
    connection: {
      ...connection,
      client: { address: text, port: 1, name: text },
      server: { address: text, port: 2, name: text },
      icmp: [icmpError(5, 70_000, { from: text })],
    },
    verdict: {
      ...verdict,
      cause: text,
      summary: text,
      evidence: [{ weight: 'proves', text, packets: [1], source: 'capture' }],
      alternatives: [{ cause: text, confidence: 'possible', text }],
      ruledOut: [{ cause: text, text }],
      unexplained: [text],
      advice: [text, text],
      next: [text],
    },
  };
}

describe('no report', () => {
  const problem = (text: string) => [
    { code: 'bad-header' as const, message: text, count: 2, file: text, packet: 1, offset: 2 },
  ];

  test.each([
    { color: false, ascii: false },
    { color: true, ascii: false },
    { color: true, ascii: true },
  ])('as text lets a control character out: %o', (colors) => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 40, max: 120 }), (text, width) => {
        const style = { ...colors, width };
        const diagnoses = [poison(refused(), text), poison(resetWhileIdle(), text)];
        const groups = new VerdictGroups(9);
        for (const diagnosis of diagnoses) groups.add(diagnosis);
        const summary = summaryOf(diagnoses, { problems: problem(text) });
        const options = { ...style, base, ladder: true, all: false, filtered: false, titleOf: (id: string) => id };
        const page = paintPage([...renderText(groups, summary, options)], style);
        const plain = page.replaceAll(/\u001b\[[\d;]*m/g, '').replaceAll('\n', '');
        expect(plain).not.toMatch(DANGEROUS);
        if (!style.color) expect(page).not.toContain('\u001b');
      }),
    );
  });

  test('as NDJSON lets one out', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const diagnosis = poison(refused(), text);
        const lines = [
          toNdjson(toConnectionRecord(diagnosis, base)),
          toNdjson(toSummaryRecord(summaryOf([diagnosis], { problems: problem(text) }))),
        ];
        for (const line of lines) expect(line.slice(0, -1)).not.toMatch(DANGEROUS);
      }),
    );
  });
});
