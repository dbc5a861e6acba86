/** Data that came from elsewhere in an end's name is noted when the end is heard from its own distance again, however long ago. */
import { expect, it } from 'vitest';
import { trackRow, trackRows } from './track.ts';

const BEGUN = `
0.000 C S
0.010 S S. ttl 50
0.011 C .
0.020 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"
`;
const VISIT = '0.025 S P. ttl 200 data "HTTP/1.1 302 Found\\r\\nContent-Length: 0\\r\\n\\r\\n"\n';
const AGAIN = Array.from({ length: 20 }, (_, i) => {
  return `${i + 1}.1 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"\n${i + 1}.2 S P. ttl 50 data "HTTP/1.1 204 No\\r\\n\\r\\n"`;
}).join('\n');
const CLOSE = '\n30 C F.\n30.1 S F. ttl 50\n30.2 C .';

it('is kept when its packets are not', () => {
  const connection = trackRow(`${BEGUN}${VISIT}0.060 S . seq 1 ttl 50\n${AGAIN}${CLOSE}`);
  expect(connection.packets.some(({ ttl }) => ttl === 200)).toBe(false);
  expect(connection).toMatchObject({
    visit: { from: 'server', number: 5, ttl: 200, before: 50, back: { number: 6, ttl: 50 } },
    unremarkable: false,
  });
});

it.each([
  ['the end was not heard from its own distance again', `${BEGUN}${VISIT}`],
  ['a device took the handshake over', `${BEGUN}${VISIT}${AGAIN.replaceAll('ttl 50', 'ttl 200')}`],
  ['the end numbers on behind that data, and so has sent it', `${BEGUN}${VISIT}0.060 S . ttl 50\n${AGAIN}${CLOSE}`],
  ['no data came from there', `${BEGUN}0.025 S . ttl 200\n0.060 S . ttl 50\n${AGAIN}${CLOSE}`],
  ['the route changed by a few hops', `${BEGUN}${VISIT.replace('200', '47')}${AGAIN}${CLOSE}`],
  ['it was a reset', `${BEGUN}0.025 S R. ttl 200 data "no"\n${AGAIN}`],
])('is none where %s', (_, rows) => {
  expect(trackRow(rows).visit).toBeUndefined();
});

it('waits in a table of fixed size', () => {
  const ends = (i: number): string => `client 192.0.${i >> 8}.${i & 255}:40000 server 198.51.100.2:80\n`;
  // Another connection, whose place in the table is the same, comes between the visit and the return of the first.
  const count = 2049;
  const begun = Array.from({ length: count }, (_, i) => `${ends(i)}${BEGUN}${i === 0 || i === 2048 ? VISIT : ''}`);
  const connections = trackRows(
    `${begun.join('')}${ends(0)}0.060 S . seq 1 ttl 50\n${ends(2048)}0.060 S . seq 1 ttl 50\n`,
  );
  expect(connections.map(({ visit }) => visit !== undefined).filter(Boolean)).toEqual([true]);
  expect(connections[2048]?.visit?.ttl).toBe(200);
});
