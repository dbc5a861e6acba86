/** A window that was closed for long is remembered when it is open again and its packets are no longer kept. */
import { expect, it } from 'vitest';
import { trackRow } from './track.ts';

const BEGUN = `
0.000 C S
0.010 S S.
0.011 C .
0.020 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"
0.030 S P. len 1000
`;

/** Says 0 at these times, always with the same acknowledgement. */
function closed(...times: readonly number[]): string {
  return times.map((time) => `${time} C . win 0`).join('\n');
}

/** The window is open, and much comes. */
function readsOn(fromMs: number): string {
  return Array.from({ length: 20 }, (_, i) => {
    const at = fromMs + 10 * i;
    return `\n${at / 1000} S P. len 1000\n${(at + 5) / 1000} C .`;
  }).join('');
}

it('is kept when its packets are not', () => {
  const connection = trackRow(
    `${BEGUN}${closed(0.1, 0.3, 0.7, 1.5, 3.1)}${readsOn(4000)}\n4.3 S F.\n4.31 C F.\n4.32 S .`,
  );
  expect(connection.packets.some(({ window }) => window === 0)).toBe(false);
  expect(connection.closedWindow).toMatchObject({ at: 'client', firstNumber: 6, lastNumber: 10, advertisements: 5 });
});

it('gives way to another that comes later than it lasted', () => {
  const rows = `${BEGUN}${closed(0.1, 0.3)}${readsOn(1000)}\n${closed(2, 2.5, 3.5)}`;
  expect(trackRow(rows).closedWindow).toMatchObject({ advertisements: 3, firstNs: 2e9, lastNs: 3.5e9 });
});

it('outlasts a short one right behind it', () => {
  const rows = `${BEGUN}${closed(0.1, 0.3, 0.7, 1.5, 3.1)}${readsOn(4000)}\n${closed(4.4)}`;
  expect(trackRow(rows).closedWindow).toMatchObject({ advertisements: 5 });
});

it('is none where the window never was 0', () => {
  expect(trackRow(`${BEGUN}${readsOn(1000)}`).closedWindow).toBeUndefined();
});
