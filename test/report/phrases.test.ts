import { describe, expect, test } from 'vitest';
import type { Ending } from '../../src/core/model/diagnosis.ts';
import {
  countOf,
  describeCloser,
  describeEnding,
  formatCount,
  formatDuration,
  formatEndpoint,
  formatMoment,
} from '../../src/core/report/phrases.ts';
import { base, endpoint, resetWhileIdle } from '../builders/diagnoses.ts';

describe('formatDuration()', () => {
  test.each([
    [0, '0 s'],
    [-5, '0 s'],
    [400, '400 ns'],
    [999.4, '999 ns'],
    [32_000, '32 µs'],
    [110_400, '110 µs'],
    [999_600, '1 ms'],
    [1_500_000, '1.5 ms'],
    [412_345_678, '412 ms'],
    [999_999_999, '1 s'],
    [3.0513e9, '3.05 s'],
    [60e9, '60 s'],
    [60.09e9, '60.1 s'],
    [119.4e9, '119 s'],
    [119.6e9, '2 min 0 s'],
    [350.04e9, '5 min 50 s'],
    [7199e9, '119 min 59 s'],
    [7200e9, '2 h 0 min'],
    [86_399e9, '24 h 0 min'],
    [200_000e9, '2 d 7 h'],
  ])('%d ns is %s', (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });
});

test.each([
  [0, '0'],
  [999, '999'],
  [1204, '1,204'],
  [10_000_000, '10,000,000'],
])('formatCount(%i) is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test('countOf() knows one from many', () => {
  expect([countOf(0, 'packet'), countOf(1, 'packet'), countOf(2000, 'packet')]).toEqual([
    '0 packets',
    '1 packet',
    '2,000 packets',
  ]);
});

test('formatEndpoint() sets IPv6 in brackets and adds a name', () => {
  expect(formatEndpoint(endpoint('192.0.2.1', 80))).toBe('192.0.2.1:80');
  expect(formatEndpoint(endpoint('2001:db8::1', 80))).toBe('[2001:db8::1]:80');
  expect(formatEndpoint(endpoint('192.0.2.1', 80, 'www.example.com'))).toBe('192.0.2.1:80 (www.example.com)');
});

test('formatMoment() is UTC to the millisecond', () => {
  expect(formatMoment(base, 402_487_123)).toBe('2026-11-20 09:38:41.402 UTC');
});

test('describeCloser() says what a middlebox is', () => {
  expect([describeCloser('middlebox'), describeCloser('server kernel')]).toEqual([
    'device on the path',
    'server kernel',
  ]);
});

describe('describeEnding()', () => {
  const { connection } = resetWhileIdle();
  const second = 1e9;

  test.each<[Ending, string]>([
    [
      { by: 'server', how: 'reset', phase: 'idle', packet: 9, timeNs: 61.1 * second },
      'reset by packet #9 while idle, 60.1 s after the first packet',
    ],
    [
      { by: 'unknown', how: 'reset', phase: 'idle', packet: 3, timeNs: second },
      'reset by packet #3, the first that was captured of it',
    ],
    [{ by: 'server', how: 'fin', phase: 'closing', packet: 9 }, 'closed by packet #9 (FIN) while closing'],
    [
      { by: 'middlebox', how: 'icmp', phase: 'handshake', packet: 4, timeNs: second },
      'rejected by packet #4 (ICMP) in the handshake, 0 s after the first packet',
    ],
    [{ by: 'nobody', how: 'timeout', phase: 'request' }, 'stalled with a request under way: no packet closed it'],
    [{ by: 'nobody', how: 'open', phase: 'idle' }, 'still open while idle when the capture ended'],
  ])('%o', (ending, text) => {
    expect(describeEnding(ending, connection)).toBe(text);
  });

  // Its length is mostly not known: whether the last byte of it had come does not show.
  test('leaves open whether a response was at its end', () => {
    expect(describeEnding({ by: 'server', how: 'fin', phase: 'response', packet: 9 }, connection)).toBe(
      'closed by packet #9 (FIN) during or right after a response',
    );
  });

  test('says what ended the watch where the capture did not', () => {
    const open: Ending = { by: 'nobody', how: 'open', phase: 'idle' };
    expect(describeEnding(open, { ...connection, evicted: true })).toBe(
      'still open while idle when it was given up: too many others were open',
    );
    expect(describeEnding(open, { ...connection, replaced: true })).toBe(
      'last seen while idle; then its client began another from the same port',
    );
  });
});
