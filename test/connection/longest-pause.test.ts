/** The longest time without a packet that a connection lived through. */
import { expect, it } from 'vitest';
import { SECOND } from '../../src/core/model/time.ts';
import { trackRow, trackRows } from './track.ts';

const BEGUN = `
0.000 C S
0.010 S S.
0.011 C .
0.020 C P. len 10
`;

it.each<[string, string, number]>([
  ['ended by data of the short way', '3.020 S P. len 10\n3.030 C .\n3.500 C P. len 10', 3],
  ['ended by a repetition, which goes the long way', '5.020 C P. seq 1 len 10\n5.030 S .', 5],
  ['ended by a FIN', '2.520 C F.\n2.530 S F.\n2.540 C .', 2.5],
  ['the longest of several', '2.020 S P. len 10\n9.020 C P. len 10\n11.020 S P. len 10', 7],
  ['of two days: more than can be told', '172800 S P. len 10', 2 ** (0xfffe / 4096)],
])('is known: %s', (_, rows, seconds) => {
  const pauseNs = trackRow(BEGUN + rows).longestPauseNs;
  expect(pauseNs).toBeLessThanOrEqual(seconds * SECOND);
  expect(pauseNs).toBeGreaterThan(seconds * SECOND * (1 - 1 / 5000));
});

it.each([
  ['a reset ends it', `${BEGUN}8.020 S R.`],
  ['it is part of an exchange', `${BEGUN}0.900 S P. len 10`],
  ['nobody had answered', '0 C S\n1 C S seq 0\n3 C S seq 0\n7 C S seq 0'],
  ['it comes after the close', `${BEGUN}0.030 C F.\n0.040 S F.\n0.050 C .\n30 S .`],
])('is none where %s', (_, rows) => {
  expect(trackRow(rows).longestPauseNs).toBe(0);
});

it('goes on to where the capture ends', () => {
  const rows = `client 192.0.2.1:40000 server 198.51.100.2:80\n${BEGUN}client 192.0.2.1:40001 server 198.51.100.2:80\n12.020 C S`;
  expect(trackRows(rows)[0]?.longestPauseNs).toBe(12 * SECOND);
});
