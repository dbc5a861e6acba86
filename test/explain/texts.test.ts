/** Real error texts: each is read as what it is, claimed by the system that prints it and by no other. */
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/explain/explain.ts';
import { nearMisses, type TextRow, texts } from './texts.ts';

/** What was read of a text, as far as the row says what it should be. */
function readAs(row: TextRow): Partial<TextRow> {
  const explanation = explain(row.text);
  if (!explanation.known) return { symptom: 'unknown' };
  const { symptom, systems, code, operation, address } = explanation;
  return {
    symptom,
    system: systems.includes(row.system) ? row.system : systems.join(' or '),
    ...(row.code === undefined ? {} : { code: code ?? 'none' }),
    ...(row.operation === undefined ? {} : { operation: operation ?? 'none' }),
    ...(row.address === undefined ? {} : { address: address?.host ?? 'none' }),
    ...(row.port === undefined ? {} : { port: address?.port ?? 0 }),
  };
}

describe('error texts', () => {
  test.each(texts.map((row) => [`${row.system}: ${row.text.slice(0, 80)}`, row] as const))('%s', (_, row) => {
    const { text: _text, source: _source, unseen: _unseen, ...expected } = row;
    expect(readAs(row)).toEqual(expected);
  });

  test('are many, of many systems, each with its source, and each once', () => {
    expect(texts.length).toBeGreaterThan(350);
    expect(new Set(texts.map(({ system }) => system)).size).toBeGreaterThan(30);
    expect(texts.filter(({ source }) => source.length < 5)).toEqual([]);
    expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
  });

  test('are claimed by one system, or by Linux and macOS where both spell it so', () => {
    const shared = texts.flatMap(({ text }) => {
      const explanation = explain(text);
      return explanation.known && explanation.systems.length > 1 ? [explanation.systems.join(' ')] : [];
    });
    expect(new Set(shared)).toEqual(new Set(['linux macos']));
  });

  test('are found behind the time stamp and level of a log, and in colour', () => {
    const lost = texts.filter(({ text, symptom }) => {
      // What is known only where it stands alone needs no log around it.
      if (text.length < 12 || /^\d/.test(text)) return false;
      const logged = explain(`2026-11-26T18:00:00.000Z ERROR [main] \u001b[31m${text}\u001b[0m`);
      return !logged.known || logged.symptom !== symptom;
    });
    expect(lost.map(({ text }) => text)).toEqual([]);
  });
});

test.each(nearMisses)('is no error of a connection: %s', (line) => {
  expect(explain(line)).toEqual(expect.objectContaining({ known: false }));
});

test('a near miss stays one in the middle of a log', () => {
  const log = nearMisses.filter((line) => line.length > 3).join('\n');
  expect(explain(log).known).toBe(false);
});
