/** Where a stream starts, when the server's end says two things of it. */
import { expect, it } from 'vitest';
import { trackRow } from './track.ts';

/** What the rows count from. */
const BASE = 4_000_000_000;

const ASKED = `
0.000 C S seq 100
1.000 C S seq 100
1.030 S S. seq 5000 ack 101
1.031 S S. seq 90005000 ack 101
`;
const answered = (isn: number): string => `
1.040 C . seq 101 ack ${isn + 1}
1.050 C P. seq 101 ack ${isn + 1} data "GET / HTTP/1.1\\r\\n\\r\\n"
1.100 S P. seq ${isn + 1} ack 119 data "HTTP/1.1 204 No\\r\\n\\r\\n"
1.101 S F. seq ${isn + 20} ack 119
1.102 C F. seq 119 ack ${isn + 21}
`;

it.each([
  ['first', 5000],
  ['second', 90_005_000],
])('is at the %s of two SYN-ACKs, if the client acknowledges that one', (_, isn) => {
  const { serverSide, history } = trackRow(`${ASKED}${answered(isn)}`);
  expect(serverSide).toMatchObject({ isn: BASE + isn, missedBytes: 0, retransmittedRun: 0 });
  expect(history).toContain('d');
});

it('stays where the server has begun to speak, whatever is acknowledged', () => {
  const rows = `${ASKED}1.035 S P. seq 90005001 ack 101 data "SSH-2.0-x\\r\\n"\n1.040 C . seq 101 ack 5001\n`;
  expect(trackRow(rows).serverSide.isn).toBe(BASE + 90_005_000);
});
