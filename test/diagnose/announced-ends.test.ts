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

/** An HTTP/2 connection in the clear: seconds at which its requests are sent, after the last of which the server takes leave. */
interface Streams {
  readonly from: number;
  readonly requests: readonly number[];
  /** Error code and last stream of the GOAWAY: none, and that of the last request, unless told. */
  readonly error?: number;
  readonly last?: number;
  /** Who says GOAWAY and closes first; the server unless told. */
  readonly by?: 'client';
}

function frame(type: number, flags: number, stream: number, body: string): string {
  return (
    [body.length / 2, type, flags, stream].map((n, i) => n.toString(16).padStart([6, 2, 2, 8][i]!, '0')).join('') + body
  );
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').toString('hex') + frame(4, 0, 0, '');

function http2RowsOf({ from, requests, error = 0, last = 2 * requests.length - 1, by }: Streams, index: number): Row[] {
  const at = (seconds: number): string => (from + seconds).toFixed(3);
  const end = (requests.at(-1) ?? 0) + 0.012;
  const goaway = frame(7, 0, 0, last.toString(16).padStart(8, '0') + error.toString(16).padStart(8, '0'));
  const lines = [
    `client 192.0.2.1:${40_000 + index} server 198.51.100.2:80`,
    `${at(0)} C S`,
    `${at(0.012)} S S.`,
    `${at(0.013)} C .`,
    `${at(0.014)} C P. hex ${PREFACE}`,
    `${at(0.026)} S P. hex ${frame(4, 0, 0, '')}${frame(4, 1, 0, '')}`,
  ];
  for (const [i, seconds] of requests.entries()) {
    lines.push(`${at(seconds)} C P. hex ${frame(1, 5, 2 * i + 1, '828684')}`);
    const isLast = i === requests.length - 1 && by === undefined;
    lines.push(`${at(seconds + 0.012)} S P. hex ${frame(1, 5, 2 * i + 1, '88')}${isLast ? goaway : ''}`);
  }
  if (by === 'client') lines.push(`${at(end + 0.01)} C P. hex ${frame(7, 0, 0, '0000000000000000')}`);
  const [one, other] = by === 'client' ? ['C', 'S'] : ['S', 'C'];
  lines.push(`${at(end + 0.02)} ${one} F.`, `${at(end + 0.03)} ${other} F.`, `${at(end + 0.04)} ${one} .`);
  return parseRows(lines.join('\n'));
}

function http2CausesOf(...streams: readonly Streams[]): string[] {
  const rows = streams.map(http2RowsOf).reduce((all, more) => mergeRows(all, more));
  const verdicts = [...answerTo(toPcap(rows, {})).matchAll(/^((?:certain|likely|possible) \S+) {3}closed by/gm)];
  return [...new Set(verdicts.map(([, verdict]) => verdict ?? ''))];
}

const SAME_COUNT: readonly Streams[] = [
  { from: 0, requests: [0.1, 0.2, 0.3] },
  { from: 1, requests: [0.1, 2, 4] },
  { from: 3, requests: [0.1, 0.5, 1] },
];

describe('GOAWAYs without an error', () => {
  it('after as many requests at different ages: a limit on requests', () => {
    expect(http2CausesOf(...SAME_COUNT)).toEqual(['likely connection-request-limit']);
  });

  it('at one age after different numbers of requests: a limit on age', () => {
    const aged = http2CausesOf(
      { from: 0, requests: [0.1, 0.2, 10] },
      { from: 1, requests: [0.1, 10.1] },
      { from: 2, requests: [0.1, 3, 6, 10.05] },
    );
    expect(aged).toEqual(['likely connection-age-limit']);
  });

  it('after hundreds of requests: a limit on requests, also of one connection alone', () => {
    const requests = Array.from({ length: 3 }, (_, i) => 0.1 + i);
    expect(http2CausesOf({ from: 0, requests, last: 1999 })).toEqual(['likely connection-request-limit']);
  });

  it.each<[string, readonly Streams[]]>([
    ['different numbers', SAME_COUNT.map((one, i) => ({ ...one, last: 5 + 2 * i }))],
    ['one request each', SAME_COUNT.map(({ from, requests }) => ({ from, requests: [requests[2]!] }))],
    ['two connections', SAME_COUNT.slice(1)],
    ['an error', SAME_COUNT.map((one) => ({ ...one, error: 2 }))],
    ['no number yet', SAME_COUNT.map((one) => ({ ...one, last: 0x7fff_ffff }))],
    ['a client that closes itself', SAME_COUNT.map((one): Streams => ({ ...one, by: 'client' }))],
    [
      'one moment, as where the server is stopped',
      SAME_COUNT.map((one, i) => ({ ...one, from: 5 - one.requests[2]! + i / 10 })),
    ],
    ['as many at one age', SAME_COUNT.map(({ from }) => ({ from, requests: [0.1, 2, 4] }))],
  ])('with %s: no limit', (_, streams) => {
    const limits = http2CausesOf(...streams).filter((verdict) =>
      /likely connection-(?:request|age)-limit/.test(verdict),
    );
    expect(limits).toEqual([]);
  });
});
