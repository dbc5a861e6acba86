/** What is said beside a verdict that does not explain it. */
import { describe, expect, it } from 'vitest';
import { Diagnoser, type Diagnosis } from '../../src/core/index.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

function unclearIn(text: string): readonly string[] {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => diagnoses.push(diagnosis), all: true });
  diagnoser.push(toPcap(parseRows(text)));
  diagnoser.finish();
  return diagnoses.flatMap(({ verdict }) => verdict.unexplained);
}

const ANSWERED = `
0.000  C  S      mss 1460
0.012  S  S.     mss 1460
0.013  C  .
0.014  C  P.     len 20
0.027  S  P.     len 20
0.028  C  .
`;

describe('an ICMP error about a packet of an established connection', () => {
  it('is named where the verdict does not rest on it', () => {
    const [text, ...others] = unclearIn(
      `${ANSWERED}9.000  C  F.\n9.001  X  icmp 3/0 from 203.0.113.1 about C\n12.00  C  F.  seq 21\n`,
    );
    expect(others).toEqual([]);
    expect(text).toContain(
      '203.0.113.1 said by ICMP (type 3, code 0; packet 8) that it could not deliver what the client',
    );
  });

  it('is not named twice where the verdict names it', () => {
    const repeated = [1, 3, 7, 15].map((time) => `${time}.1  C  P.  seq 21 len 10`).join('\n');
    expect(
      unclearIn(`${ANSWERED}0.5  C  P.  len 10\n0.6  X  icmp 3/1 from 203.0.113.1 about C\n${repeated}\n`),
    ).toEqual([]);
  });

  it('says nothing of a path that told its MTU, and of a SYN that the error is the answer to', () => {
    expect(
      unclearIn(`${ANSWERED}9.000  C  P.  len 1400\n9.001  X  icmp 3/4 from 203.0.113.1 about C mtu 1280\n`),
    ).toEqual([]);
    expect(unclearIn('0.000  C  S  mss 1460\n0.006  X  icmp 11/0 from 203.0.113.1 about C\n')).toEqual([]);
  });
});
