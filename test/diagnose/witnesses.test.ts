/** Texts of witnesses: cut into lines, whatever portions they come in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Witnesses, type WitnessText } from '../../src/core/diagnose/witnesses.ts';
import { ANSWERED, BASE, connectionOf, served } from './testimonies.ts';

const connection = connectionOf(ANSWERED);
const LINES = served(['nginx', 100]);
const TEXT = `# tracer: nop\n${LINES.join('\n')}\n`;

function closes(witnesses: Witnesses): unknown[] {
  return witnesses.factsOf(connection, BASE, 1e9).filter(({ kind }) => kind === 'kernel-close');
}

function read(portions: readonly string[]): { text: WitnessText; facts: unknown } {
  const witnesses = new Witnesses();
  const reader = witnesses.open('kernel.txt');
  for (const portion of portions) reader.push(portion);
  const text = reader.end();
  return { text, facts: closes(witnesses) };
}

describe('a text', () => {
  it('has lines, and some of them tell', () => {
    const { text, facts } = read([TEXT]);
    expect(text).toEqual({ file: 'kernel.txt', lines: 6, telling: 5, leftOut: 0 });
    expect(facts).toMatchObject([{ kind: 'kernel-close', said: { file: 'kernel.txt', line: 4 } }]);
  });

  it.each([
    ['with CRLF', TEXT.replaceAll('\n', '\r\n')],
    ['without a newline at its end', TEXT.slice(0, -1)],
  ])('%s says the same', (_, other) => {
    expect(read([other])).toEqual(read([TEXT]));
  });

  it('may be empty', () => {
    expect(read([]).text).toEqual({ file: 'kernel.txt', lines: 0, telling: 0, leftOut: 0 });
    expect(read(['', '']).text.lines).toBe(0);
    expect(read(['\n']).text.lines).toBe(1);
  });

  it('with a line that is too long goes on after it', () => {
    const long = `${'x'.repeat(50_000)}${LINES[0]}`;
    const { text, facts } = read([`${long}\n${TEXT}`]);
    expect(text).toMatchObject({ lines: 7, telling: 5 });
    expect(facts).toMatchObject([{ said: { line: 5 } }]);
  });

  it('in any portions says the same', () => {
    const filler = fc.constantFrom(
      '',
      'x'.repeat(8191),
      'x'.repeat(8192),
      'x'.repeat(8193),
      'y'.repeat(20_000),
      '\r',
      'é\u0000',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(filler, fc.constantFrom(...LINES)), { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(), { maxLength: 20 }),
        (lines, newline, places) => {
          const text = lines.join(newline);
          const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
          const portions = [...at, text.length].map((end, index) => text.slice(index === 0 ? 0 : at[index - 1], end));
          expect(read(portions)).toEqual(read([text]));
        },
      ),
    );
  });

  it('of more telling lines than are kept is counted', () => {
    const witnesses = new Witnesses();
    const reader = witnesses.open('big');
    const portion = 'counter server TcpExtListenOverflows +1\n'.repeat(10_000);
    for (let count = 0; count < 51; count += 1) reader.push(portion);
    expect(reader.end()).toEqual({ file: 'big', lines: 510_000, telling: 500_000, leftOut: 10_000 });
    expect(witnesses.read('later', TEXT)).toMatchObject({ telling: 0, leftOut: 5 });
  });
});

describe('several texts', () => {
  it('of one name are one account', () => {
    const witnesses = new Witnesses();
    witnesses.read('k', LINES.slice(0, 2).join('\n'));
    witnesses.read('k', LINES.slice(2).join('\n'));
    expect(closes(witnesses)).toMatchObject([{ kind: 'kernel-close' }]);
  });

  it('of other names are of other kernels, and are not mixed', () => {
    const witnesses = new Witnesses();
    witnesses.read('one', LINES.join('\n'));
    witnesses.read('other', served(['nginx', 100], 1, { local: '203.0.113.7:80' }).join('\n'));
    expect(closes(witnesses)).toMatchObject([{ said: { file: 'one' } }]);
  });
});

describe('counters', () => {
  it.each([
    ['that grew at the server', 'counter server TcpExtListenOverflows +4', [{ delta: 4, isGrowth: true }]],
    ['of nstat, whenever that was', 'TcpExtListenOverflows   4   0.0', [{ delta: 4, isGrowth: false }]],
    ['of the client', 'counter client TcpExtListenOverflows +4', []],
  ])('%s', (_, line, expected) => {
    const witnesses = new Witnesses();
    witnesses.read('counters', line);
    expect(witnesses.factsOf(connection, BASE, 1e9)).toMatchObject(expected);
  });
});
