/** What it changes to know at which end a capture was made. */
import { describe, expect, it } from 'vitest';
import { Diagnoser } from '../../src/core/diagnose/diagnoser.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import type { Side } from '../../src/core/model/endpoint.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { BASE, SERVED_ONCE, witnessesOf } from './testimonies.ts';

function diagnose(rows: string, at?: Side, trace?: string): Diagnosis {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({
    onDiagnosis: (diagnosis) => diagnoses.push(diagnosis),
    all: true,
    ...(at === undefined ? {} : { at }),
    ...(trace === undefined ? {} : { witnesses: witnessesOf({ 'counters.txt': trace }) }),
  });
  diagnoser.push(toPcap(parseRows(rows), { baseSeconds: BASE }));
  diagnoser.finish();
  const [diagnosis] = diagnoses;
  if (diagnosis === undefined) throw new Error('nothing was found');
  return diagnosis;
}

describe('a SYN without an answer', () => {
  const SYNS = '0.000  C  S  mss 1460\n1.020  C  S  seq 0 mss 1460\n3.060  C  S  seq 0 mss 1460';

  it('that was captured at the server is a matter of the server', () => {
    const { ending, verdict } = diagnose(SYNS, 'server');
    expect({ ...ending, ...verdict }).toMatchObject({ by: 'server', cause: 'unanswered-syn', confidence: 'likely' });
    expect(verdict.next.join()).not.toContain('a capture on the server');
  });

  it.each([undefined, 'client'] as const)('that was captured at %s may be lost on its way', (at) => {
    const { ending, verdict } = diagnose(SYNS, at);
    expect(ending.by).toBe('unknown');
    expect(verdict.next.join()).toContain('a capture on the server');
  });

  it('that may still be answered is nobody’s matter yet', () => {
    expect(diagnose('0.000  C  S  mss 1460', 'server').ending.by).not.toBe('server');
  });

  it('makes what the server’s kernel counted a witness of what came there', () => {
    const counter = 'counter server TcpExtIPReversePathFilter +3\n';
    expect(diagnose(SYNS, 'server', counter)).toMatchObject({
      verdict: { cause: 'reverse-path-filter', confidence: 'likely' },
      ending: { by: 'server' },
    });
    expect(diagnose(SYNS, undefined, counter).verdict.cause).toBe('unanswered-syn');
  });
});

describe('data that is repeated in vain', () => {
  const COPIES = [0.3, 0.6, 1.2, 2.4, 4.8].map((seconds) => `${seconds.toFixed(3)} S P. 28:68(40)`).join('\n');
  const vain = `${SERVED_ONCE.join('\n')}\n${COPIES}`;

  it('reached the host at which it was captured', () => {
    const { ending, verdict } = diagnose(vain, 'client');
    expect(ending.by).toBe('client');
    expect(verdict.summary).toContain('reached the client, whose host did not acknowledge it');
  });

  it.each([undefined, 'server'] as const)('may be lost where it was captured at %s', (at) => {
    expect(diagnose(vain, at).ending.by).toBe('unknown');
  });
});

describe('a reset', () => {
  const RESET = [
    '0.000 C S mss 1460',
    '0.010 S S. mss 1460',
    '0.020 C .',
    '0.021 C P. data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"',
    '0.022 S R. ttl 41 win 0',
  ].join('\n');
  const isNamed = (diagnosis: Diagnosis): boolean =>
    [diagnosis.verdict, ...diagnosis.verdict.alternatives].some(({ cause }) => cause === 'injected-reset');

  it('in the name of the host at which it was captured is not forged', () => {
    expect(isNamed(diagnose(RESET))).toBe(true);
    expect(isNamed(diagnose(RESET, 'client'))).toBe(true);
    expect(isNamed(diagnose(RESET, 'server'))).toBe(false);
  });
});
