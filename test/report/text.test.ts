import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { VerdictGroups } from '../../src/core/report/groups.ts';
import { paintPage, textWidth } from '../../src/core/report/page.ts';
import type { CaptureSummary } from '../../src/core/report/record.ts';
import { renderText, type TextOptions } from '../../src/core/report/text.ts';
import { base, closedWell, endpoint, refused, resetWhileIdle, summaryOf } from '../builders/diagnoses.ts';

const titles: Readonly<Record<string, string>> = {
  'closed-port': 'nothing listens on the port',
  'stale-pooled-connection': 'the client used a pooled connection that had long been closed',
};

interface Setting extends Partial<TextOptions> {
  readonly limit?: number;
  readonly summary?: Partial<CaptureSummary>;
}

function write(
  shown: readonly Diagnosis[],
  { limit = 10, summary, ...options }: Setting = {},
  others: readonly Diagnosis[] = [],
): string {
  const groups = new VerdictGroups(limit);
  for (const diagnosis of shown) groups.add(diagnosis);
  const all: TextOptions = {
    width: 90,
    color: false,
    ascii: false,
    ladder: false,
    all: false,
    filtered: false,
    base,
    titleOf: (id) => titles[id] ?? id,
    ...options,
  };
  return paintPage([...renderText(groups, summaryOf([...shown, ...others], summary), all)], all);
}

const scan = Array.from({ length: 60 }, (_, i) =>
  refused({ connection: { server: endpoint('198.51.100.2', 7000 + i) } }),
);
const outage = Array.from({ length: 12 }, (_, i) =>
  resetWhileIdle({ connection: { server: endpoint(`198.51.100.${i}`, 443) } }),
);

describe('the text report', () => {
  test.each([
    ['one', write([refused()], {}, [closedWell()])],
    ['several', write([refused(), refused(), resetWhileIdle({ severity: 'suspicious' })], {}, [closedWell()])],
    ['several-narrow-ascii', write([refused(), refused(), resetWhileIdle()], { width: 56, ascii: true, limit: 1 })],
    ['many-servers', write([...scan, ...outage, refused({ verdict: { confidence: 'possible' } })], { limit: 1 })],
    ['color', write([refused(), resetWhileIdle({ severity: 'suspicious' })], { color: true, ladder: true, limit: 2 })],
  ])('%s', async (name, page) => {
    await expect(page).toMatchFileSnapshot(`pages/${name}.txt`);
  });

  test('says plainly that nothing is wrong', () => {
    const fine = { connections: 3, benign: 3, packets: 120 };
    expect(write([], { summary: fine })).toBe('No connection ended badly\n120 packets, 3 connections: 3 fine\n');
    expect(write([], { summary: { packets: 120 } })).toBe(
      'There is no TCP connection in this capture\n120 packets, 0 connections\n',
    );
    expect(write([])).toBe('There are no packets in this capture\n0 packets, 0 connections\n');
  });

  test('says what a filter left', () => {
    const summary = { connections: 3, benign: 2, failures: 1, packets: 120 };
    const counts = 'In all: 120 packets, 3 connections: 1 failed, 2 fine\n';
    expect(write([], { filtered: true, summary })).toBe(
      `No connection that the filter lets through ended badly\n${counts}`,
    );
    expect(write([], { filtered: true, all: true, summary })).toBe(`The filter lets no connection through\n${counts}`);
  });

  test('has no verdict in full where the limit is 0', () => {
    const page = write([refused(), resetWhileIdle()], { limit: 0 });
    expect(page).toMatch(/nothing listens on the port +198\.51\.100\.2:7004/);
    expect(page).not.toContain('  who ');
  });

  test('counts what does not fit into the overview', () => {
    const kinds = Array.from({ length: 18 }, (_, i) => refused({ verdict: { cause: `cause-${i}` } }));
    const others = Array.from({ length: 5 }, (_, i) =>
      refused({ verdict: { cause: `other-${i}` }, severity: i < 3 ? 'suspicious' : 'benign' }),
    );
    const page = write([...kinds, ...others, ...others], { limit: 0 });
    expect(page).toContain('\n  … and 3 kinds more: 2 suspicious, 4 fine\n');
  });

  test('does not say the same of two connections, but says where it said it', () => {
    const other = refused({ connection: { stream: 7 }, verdict: { advice: ['Ask somebody else'] } });
    const page = write([refused(), refused({ connection: { stream: 4 } }), other]);
    expect(page.match(/Start the service/g)).toHaveLength(1);
    expect(page.match(/ {2}(?:fix|maybe|not|next) +as in stream 0 above/g)).toHaveLength(7);
    expect(page).toContain('  fix     Ask somebody else\n');
  });

  test('says of which capture the stream is that it refers to, where both ends were captured', () => {
    const page = write([
      { ...refused(), decidedAt: 'server' },
      { ...refused({ connection: { stream: 4 } }), decidedAt: 'client' },
    ]);
    expect(page).toContain('  fix     as in stream 0 of the server’s capture above\n');
  });

  test('says how captures of both ends, and those between, fit together', () => {
    const middles = [
      { file: 'fw.pcap', paired: 7 },
      { file: 'evil\u001b[2J.pcap', paired: 0 },
    ];
    const page = write([refused()], {
      summary: { bothEnds: { paired: 8, middles, clockOffset: -2, clockDrift: -20.5 } },
    });
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      '8 connections are in both captures, 7 of the client’s in fw.pcap, 0 of the client’s in evil\\x1b[2J.pcap; the server’s clock is 2 s behind the client’s midway, and loses 20.5 µs a second',
    );
  });

  test('names the problems of the input, with their place', () => {
    const problems = [
      {
        code: 'truncated-input' as const,
        message: 'The last packet is cut off',
        count: 1,
        file: 'a.pcap',
        packet: 7,
        offset: 1_234_567,
      },
      { code: 'unknown-link-type' as const, message: 'Link type 147 is not decoded', count: 12 },
    ];
    expect(write([], { summary: { problems } }).split('\n').slice(2, 4)).toEqual([
      'note: The last packet is cut off (a.pcap, packet #7, byte 1,234,567)',
      'note: Link type 147 is not decoded (12 times)',
    ]);
  });

  test('does not name problems without end', () => {
    const problem = { code: 'bad-length' as const, message: 'x', count: 1 };
    const page = write([], { summary: { problems: new Array(1000).fill(problem) } });
    expect(page.split('\n')).toHaveLength(24);
    expect(page).toContain('… and 980 notes more');
  });

  test('keeps to its width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 120 }), fc.boolean(), (width, ascii) => {
        const page = write([...scan, ...outage, resetWhileIdle()], { width, ascii });
        expect(page.split('\n').filter((line) => textWidth(line) > width)).toEqual([]);
      }),
    );
  });

  test('is small, however many failed', () => {
    const many = Array.from({ length: 50_000 }, (_, i) =>
      refused({ connection: { server: endpoint(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 80) } }),
    );
    const page = write(many);
    expect(page.split('\n').length).toBeLessThan(250);
    expect(page).toContain('50,000');
  });
});
