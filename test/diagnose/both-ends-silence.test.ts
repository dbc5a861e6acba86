/** Data that is repeated to the end, by the captures of both ends: whether it came to the host that does not answer it. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';
import { SERVED_ONCE } from './testimonies.ts';

const NEXT = '0.300 S P. 28:68(40)';
const COPIES = ['0.600 S P. 28:68(40)', '1.200 S P. 28:68(40)', '2.400 S P. 28:68(40)', '4.800 S P. 28:68(40)'];
/** It runs on at both ends, with another connection. */
const ANOTHER = [
  'client 192.0.2.1:1000 server 198.51.100.2:80',
  '0.100 C S',
  '0.110 S S.',
  '0.120 C .',
  '60.000 C F.',
  '60.010 S F.',
  '60.020 C .',
];

function diagnose(client: readonly string[], server: readonly string[]): Diagnosis | undefined {
  const toEnd = (rows: readonly string[]): { connections: ReturnType<typeof connectionsOf> } => ({
    connections: connectionsOf(toPcap(parseRows([...rows, ...ANOTHER].join('\n')))),
  });
  const later = server.map((row) => row.replace(/^\d+\.\d{3}/, (time) => (Number(time) + 0.001).toFixed(3)));
  const { connections } = diagnoseBothEnds(toEnd(client), toEnd(later));
  return connections.find(({ diagnosis }) => diagnosis.connection.client.port === 40_000)?.diagnosis;
}

const AT_THE_HOST = 'nothing left there after them';

describe('data that is repeated in vain', () => {
  it('is a matter of the host that has it in its own capture, and answers nothing', () => {
    const diagnosis = diagnose([...SERVED_ONCE, NEXT, ...COPIES], [...SERVED_ONCE, NEXT, ...COPIES]);
    expect(diagnosis).toMatchObject({ verdict: { cause: 'retransmission-timeout' }, ending: { by: 'client' } });
    expect(JSON.stringify(diagnosis?.verdict.evidence)).toContain(AT_THE_HOST);
    expect(diagnosis?.verdict.summary).toContain('reached the client, whose host did not acknowledge it');
  });

  it.each([
    ['it never came there', SERVED_ONCE],
    ['it came once alone', [...SERVED_ONCE, NEXT]],
    ['that host acknowledged it, and the answer was lost', [...SERVED_ONCE, NEXT, ...COPIES, '4.801 C . ack 68']],
    [
      'that host answered each copy',
      [
        ...SERVED_ONCE,
        NEXT,
        ...COPIES.flatMap((row) => [row, row.replace('S P. 28:68(40)', 'C . ack 68').replace('00 C', '01 C')]),
      ],
    ],
  ])('is not, where %s', (_, client) => {
    const diagnosis = diagnose(client, [...SERVED_ONCE, NEXT, ...COPIES]);
    expect(diagnosis?.ending.how).toBe('timeout');
    expect(diagnosis?.ending.by).not.toBe('client');
    expect(JSON.stringify(diagnosis?.verdict.evidence)).not.toContain(AT_THE_HOST);
  });
});
