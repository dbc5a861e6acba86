/** Ends that a server announces of its own accord, and what several of them agree in. */
import { describe, expect, it } from 'vitest';
import { mergeRows, parseRows, type Row, toPcap } from '../builders/packets.ts';
import { answerTo } from '../cases/render-page.ts';

interface Kept {
  /** Seconds at which it begins, and at which its requests are sent. */
  readonly from: number;
  readonly requests: readonly number[];
  /** The client asks for the end with its last request. */
  readonly asked?: boolean;
  readonly status?: string;
}

function rowsOf({ from, requests, asked = false, status = '200 OK' }: Kept, index: number): Row[] {
  const at = (seconds: number): string => (from + seconds).toFixed(3);
  const lines = [
    `client 192.0.2.1:${40_000 + index} server 198.51.100.2:80`,
    `${at(0)} C S`,
    `${at(0.012)} S S.`,
    `${at(0.013)} C .`,
  ];
  for (const [i, seconds] of requests.entries()) {
    const isLast = i === requests.length - 1;
    const wish = isLast && asked ? 'Connection: close\\r\\n' : '';
    const close = isLast ? 'Connection: close\\r\\n' : '';
    lines.push(`${at(seconds)} C P. data "GET / HTTP/1.1\\r\\nHost: a\\r\\n${wish}\\r\\n"`);
    lines.push(
      `${at(seconds + 0.012)} S P. data "HTTP/1.1 ${isLast ? status : '200 OK'}\\r\\n${close}Content-Length: 0\\r\\n\\r\\n"`,
    );
  }
  const end = requests.at(-1) ?? 0;
  lines.push(`${at(end + 0.012)} S F.`, `${at(end + 0.013)} C F.`, `${at(end + 0.025)} S .`);
  return parseRows(lines.join('\n'));
}

/** The causes of all connections, each once. */
function causesOf(...kept: readonly Kept[]): string[] {
  const rows = kept.map(rowsOf).reduce((all, more) => mergeRows(all, more));
  const verdicts = [...answerTo(toPcap(rows, {})).matchAll(/^((?:certain|likely|possible) \S+) {3}closed by/gm)];
  return [...new Set(verdicts.map(([, verdict]) => verdict ?? ''))];
}

describe('ends that a server announces', () => {
  it('after as many requests at different ages: a limit on requests', () => {
    const three = causesOf(
      { from: 0, requests: [0.1, 0.2, 0.3] },
      { from: 1, requests: [0.1, 2, 4] },
      { from: 3, requests: [0.1, 0.5, 1] },
    );
    expect(three).toEqual(['likely connection-request-limit']);
  });

  it('at one age after different numbers of requests: a limit on age', () => {
    const aged = causesOf(
      { from: 0, requests: [0.1, 0.2, 10] },
      { from: 1, requests: [0.1, 10.1] },
      { from: 2, requests: [0.1, 3, 6, 10.05] },
    );
    expect(aged).toEqual(['likely connection-age-limit']);
  });

  it.each<[string, ...Kept[]]>([
    [
      'after different numbers, at different ages',
      { from: 0, requests: [0.1, 0.3] },
      { from: 1, requests: [0.1, 2, 4] },
      { from: 2, requests: [0.1, 1, 1.5, 2] },
    ],
    ['of one connection alone', { from: 0, requests: [0.1, 0.2, 0.3] }],
    [
      'after as many requests of two, which chance makes too',
      { from: 0, requests: [0.1, 0.2, 0.3] },
      { from: 1, requests: [0.1, 2, 4] },
    ],
    [
      'at one moment, as where it is stopped',
      { from: 0, requests: [0.1, 3] },
      { from: 1, requests: [0.1, 2] },
      { from: 2, requests: [0.1, 1] },
    ],
    [
      'after as many requests and at one age',
      { from: 0, requests: [0.1, 3] },
      { from: 1, requests: [0.1, 3] },
      { from: 2, requests: [0.1, 3] },
    ],
    [
      'at one age of two, which chance makes too',
      { from: 0, requests: [0.1, 0.2, 10] },
      { from: 1, requests: [0.1, 10.1] },
    ],
    [
      'because the client asked for it',
      { from: 0, requests: [0.1, 0.2, 0.3], asked: true },
      { from: 1, requests: [0.1, 2, 4], asked: true },
      { from: 3, requests: [0.1, 0.5, 1], asked: true },
    ],
    [
      'because of an error',
      { from: 0, requests: [0.1, 0.2, 0.3], status: '404 Not Found' },
      { from: 1, requests: [0.1, 2, 4], status: '404 Not Found' },
      { from: 3, requests: [0.1, 0.5, 1], status: '404 Not Found' },
    ],
  ])('%s: no limit', (_, ...kept) => {
    const limits = causesOf(...kept).filter((verdict) => /likely connection-(?:request|age)-limit/.test(verdict));
    expect(limits).toEqual([]);
  });
});
