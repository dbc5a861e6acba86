/** What many endings say together: when silences before a close are a timer, and when they are not. */
import { describe, expect, it } from 'vitest';
import { hostKeyOf } from '../../src/core/bytes/host-key.ts';
import { IdleTimers } from '../../src/core/diagnose/idle-timers.ts';
import { Diagnoser, type Diagnosis } from '../../src/core/index.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { SECOND } from '../../src/core/model/time.ts';
import { mergeRows, parseRows, toPcap } from '../builders/packets.ts';

const connection = { server: { address: 'server.example', port: 80 } } as Connection;

interface Close {
  readonly at: number;
  readonly idle: number;
  readonly by?: 'client' | 'server';
}

function timersOf(closes: readonly Close[]): IdleTimers {
  const timers = new IdleTimers();
  for (const { at, idle, by = 'server' } of closes) {
    timers.note({
      serverKey: hostKeyOf('server.example'),
      serverPort: 80,
      serverClosedFirst: by === 'server',
      quietNs: idle * SECOND,
      closingNs: at * SECOND,
    });
  }
  return timers;
}

const FIVES: readonly Close[] = [
  { at: 10, idle: 5.001 },
  { at: 20, idle: 5.004 },
  { at: 30, idle: 5.02 },
];

describe('IdleTimers', () => {
  it('finds the silence that most closes agree on', () => {
    const timers = timersOf([...FIVES, { at: 40, idle: 2 }, { at: 50, idle: 31 }]);
    expect(timers.timerOf(connection, 'server', 5 * SECOND)).toEqual({
      idleNs: 5.004 * SECOND,
      spreadNs: expect.closeTo(0.0095 * SECOND, 0),
      connections: 3,
      moments: 3,
    });
  });

  it('says nothing of a close after another silence, by the other end, or of another port', () => {
    const timers = timersOf(FIVES);
    expect(timers.timerOf(connection, 'server', 6 * SECOND)).toBeUndefined();
    expect(timers.timerOf(connection, 'client', 5 * SECOND)).toBeUndefined();
    const other = { server: { address: 'server.example', port: 81 } } as Connection;
    expect(timers.timerOf(other, 'server', 5 * SECOND)).toBeUndefined();
  });

  it.each<[string, readonly Close[]]>([
    ['two closes', FIVES.slice(1)],
    ['one moment', FIVES.map((close, index) => ({ ...close, at: 10 + index / 3 }))],
    ['silences of many lengths', [...FIVES, ...[2, 3, 7, 11].map((idle) => ({ at: 100 + 10 * idle, idle }))]],
    ['silences too short to be any', FIVES.map((close) => ({ ...close, idle: 0.4 }))],
  ])('is not deceived by %s', (_what, closes) => {
    expect(timersOf(closes).timerOf(connection, 'server', closes[0]!.idle * SECOND)).toBeUndefined();
  });

  it('remembers the latest closes, and no more', () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ at: 10 * index, idle: index < 700 ? 5 : 60 }));
    const timers = timersOf(many);
    expect(timers.timerOf(connection, 'server', 60 * SECOND)?.connections).toBe(256);
    expect(timers.timerOf(connection, 'server', 5 * SECOND)).toBeUndefined();
  });
});

/** An HTTP exchange that the server closes after a silence, from this port and second on. */
function exchange(port: number, at: number, idle: number, goodbye = ''): string {
  const time = (after: number): string => (at + after).toFixed(3);
  const isTls = goodbye !== '';
  const [asked, told] = isTls
    ? ['len 300 hex 16030100c8010000c40303', 'len 900 hex 1703030380aabbcc']
    : ['data "GET / HTTP/1.1\\r\\n\\r\\n"', 'data "HTTP/1.1 204 No Content\\r\\n\\r\\n"'];
  return [
    `client 192.0.2.1:${port} server 198.51.100.2:80`,
    `${time(0)} C S mss 1460`,
    `${time(0.01)} S S. mss 1460`,
    `${time(0.011)} C .`,
    `${time(0.012)} C P. ${asked}`,
    `${time(0.03)} S P. ${told}`,
    `${time(0.031)} C .`,
    ...(isTls ? [`${time(0.03 + idle)} S P. ${goodbye}`] : []),
    `${time(0.03 + idle)} S F.`,
    `${time(0.031 + idle)} C F.`,
    `${time(0.041 + idle)} S .`,
  ].join('\n');
}

function diagnose(...sessions: readonly string[]): Diagnosis[] {
  const found: Diagnosis[] = [];
  const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => found.push(diagnosis), all: true });
  diagnoser.push(toPcap(mergeRows(...sessions.map((session) => parseRows(session)))));
  diagnoser.finish();
  return found;
}

describe('the Diagnoser', () => {
  const texts = (found: readonly Diagnosis[]): string[] =>
    found.flatMap(({ verdict }) =>
      verdict.evidence.map(({ text }) => text).filter((text) => /of this service/.test(text)),
    );

  it('measures them from connections that ended well', () => {
    const found = diagnose(exchange(40001, 0, 7.003), exchange(40002, 3, 7.001), exchange(40003, 9, 7.002));
    expect(found.map(({ verdict }) => verdict.cause)).toEqual(Array(3).fill('server-idle-timeout'));
    expect(texts(found)).toHaveLength(3);
    expect(found[0]?.verdict.summary).toMatch(/after 7 s without use, as it did with 3 in all$/);
  });

  it('knows that a TLS goodbye ends no silence', () => {
    const goodbye = 'len 24 hex 1703030013aabbccdd';
    const found = diagnose(...[0, 3, 9].map((at) => exchange(40001 + at, at, 7.003, goodbye)));
    expect(texts(found)[0]).toMatch(/closed 3 connections of this service after 7 s ± /);
  });

  it('says nothing of two', () => {
    expect(texts(diagnose(exchange(40001, 0, 7.003), exchange(40002, 3, 7.001)))).toEqual([]);
  });
});
