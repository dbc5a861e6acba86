import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inYearOf, laterBy, parseTime } from '../../src/core/logs/_time.ts';
import { formatTime } from '../../src/core/model/time.ts';

/** The time as the public record has it, and how it is known. */
function show(text: string): string {
  const time = parseTime(text);
  if (time === undefined) return 'none';
  const whole = Math.floor(time.seconds);
  const fraction = Math.round((time.seconds - whole) * 1e6) * 1000;
  return `${formatTime(whole, fraction)} ${time.zoned ? 'zoned' : 'local'} ${time.precision}`;
}

describe('times', () => {
  test.each([
    ['2026-11-26T10:42:15Z', '2026-11-26T10:42:15.000000000Z zoned 1'],
    ['2026-11-26T10:42:15.123456Z', '2026-11-26T10:42:15.123456000Z zoned 0.000001'],
    ['2026-11-26T10:42:15.123456789Z', '2026-11-26T10:42:15.123457000Z zoned 1e-9'],
    ['2026-11-26T10:42:15+02:00', '2026-11-26T08:42:15.000000000Z zoned 1'],
    ['2026-11-26T10:42:15-0330', '2026-11-26T14:12:15.000000000Z zoned 1'],
    ['2026-11-26T23:42:15-05:00', '2026-11-27T04:42:15.000000000Z zoned 1'],
    ['2026/11/26 10:42:15', '2026-11-26T10:42:15.000000000Z local 1'],
    ['2026/11/26 10:42:15.123456', '2026-11-26T10:42:15.123456000Z local 0.000001'],
    ['2026.11.26 10:47:28', '2026-11-26T10:47:28.000000000Z local 1'],
    ['2026-11-26 10:42:23.123 UTC', '2026-11-26T10:42:23.123000000Z zoned 0.001'],
    ['2026-11-26 10:42:23.123 CET', '2026-11-26T10:42:23.123000000Z local 0.001'],
    ['2026-11-26 10:42:23,123', '2026-11-26T10:42:23.123000000Z local 0.001'],
    ['2026-11-26 10:42:15 +0000', '2026-11-26T10:42:15.000000000Z zoned 1'],
    ['26/Nov/2026:10:43:15.004', '2026-11-26T10:43:15.004000000Z local 0.001'],
    ['26/Nov/2026:10:42:15 +0100', '2026-11-26T09:42:15.000000000Z zoned 1'],
    ['26-Nov-2026 10:42:15', '2026-11-26T10:42:15.000000000Z local 1'],
    ['26 Nov 2026 10:45:52.004', '2026-11-26T10:45:52.004000000Z local 0.001'],
    ['Thu Nov 26 10:42:15.123456 2026', '2026-11-26T10:42:15.123456000Z local 0.000001'],
    ['Thu Nov  5 10:42:15 2026', '2026-11-05T10:42:15.000000000Z local 1'],
    ['1795689799.123456', '2026-11-26T10:43:19.123456000Z zoned 0.000001'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000000000Z zoned 1'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000000000Z zoned 1'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000000Z zoned 1'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000000Z zoned 1'],
  ])('%s', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    'Feb 30 10:42:15',
    'Nov 26',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-26T24:00:00Z',
    '2026-11-26T10:60:00Z',
    '2026-11-26T10:42:61Z',
    '2026-11-26T10:42:15+25:00',
    '2026-11/26 10:42:15',
    '1969-12-31T23:59:59Z',
    '26/Mon/2026:10:42:15',
    '26/nov/2026:10:42:15',
    '2026-11-26T10:42:15Z and more',
    '12345.678901',
  ])('%s is none', (text) => {
    expect(show(text)).toBe('none');
  });

  test('a time that was written out is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), fc.integer({ min: 0, max: 999 }), (seconds, milli) => {
        const text = `${formatTime(seconds, milli * 1e6).slice(0, -7)}Z`;
        expect(parseTime(text)?.seconds).toBeCloseTo(seconds + milli / 1000, 3);
      }),
    );
  });

  test.each([
    ['Nov 26 10:42:15', '2026-11-26T10:42:16Z'],
    ['Nov  5 10:42:15.250', '2026-11-05T10:42:15Z'],
    ['Feb 29 00:00:00', '2028-02-28T23:59:59Z'],
    ['Mar  1 00:00:01', '2027-03-01T00:00:01Z'],
    ['Mar  1 00:00:01', '2028-03-01T00:00:01Z'],
    ['Dec 31 23:59:59', '2027-01-01T00:00:01Z'],
    ['Jan  1 00:00:01', '2026-12-31T23:59:59Z'],
    ['Jun 30 12:00:00', '2000-06-30T12:00:00Z'],
  ])('%s is in the year of %s', (text, moment) => {
    const time = parseTime(text);
    const at = parseTime(moment)!.seconds;
    expect(time).toMatchObject({ yearless: true, zoned: false });
    expect(Math.abs(inYearOf(time!.seconds, at) - at)).toBeLessThanOrEqual(2);
  });

  test('a time that names its year is not without', () => {
    expect(parseTime('Thu Nov 26 10:42:15 2026')).not.toHaveProperty('yearless');
  });

  test('later by some milliseconds', () => {
    const time = parseTime('26/Nov/2026:10:43:15.009')!;
    expect(laterBy(time, 0.008)).toEqual({ seconds: 1_795_689_795.017, zoned: false, precision: 0.001 });
  });
});
