/** Two captures of a handshake that did not come about: which way the packet was lost. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import type { Verdict } from '../../src/core/model/diagnosis.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';

const SYNS = ['0.000 C S', '1.000 C S', '3.000 C S', '7.000 C S'];

function verdictOf(client: readonly string[], server: readonly string[]): Verdict {
  const read = (rows: readonly string[]): Connection[] => connectionsOf(toPcap(parseRows(rows.join('\n'))));
  const result = diagnoseBothEnds({ connections: read(client) }, { connections: read(server) });
  return result.connections[0]!.diagnosis.verdict;
}

function textOf(verdict: Verdict): string {
  return verdict.evidence.map(({ text }) => text).join('\n');
}

describe('an ACK that the server takes no notice of, seen from both ends', () => {
  const rows = (synAck: string, ack: string, later: number): string[] => [
    '0.000 C S',
    `${synAck} S S. id 0`,
    `${ack} C .`,
    `${ack} C P. data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"`,
    ...[0.3, 0.9, 2.1, 4.5].map((at) => `${(at + later).toFixed(3)} C P. seq 1 len 35`),
  ];

  it('had arrived, and its data, too: the queue was full', () => {
    const verdict = verdictOf(rows('0.024', '0.025', 0), rows('0.002', '0.025', 0.01));
    expect(verdict).toMatchObject({ cause: 'accept-queue-overflow', confidence: 'likely', closer: 'server kernel' });
    expect(textOf(verdict)).toContain('it arrived, and was ignored');
  });

  it('had not, where the server’s capture lacks them', () => {
    const verdict = verdictOf(rows('0.024', '0.025', 0), rows('0.002', '0.025', 0.01).slice(0, 2));
    expect(verdict.cause).not.toBe('accept-queue-overflow');
    expect(textOf(verdict)).not.toContain('was ignored');
  });
});

describe('a SYN without an answer, seen from both ends', () => {
  it("was answered, where the server's capture has the SYN-ACK: it was lost on the way back", () => {
    const answered = SYNS.flatMap((syn) => [syn, syn.replace('C S', 'S S.').replace('00 ', '01 ')]);
    const verdict = verdictOf(SYNS, answered);
    expect(verdict).toMatchObject({ cause: 'unanswered-syn', confidence: 'likely', closer: 'nobody' });
    expect(textOf(verdict)).toContain('has the SYN and the server’s answer, which never came to the client');
    expect(textOf(verdict)).not.toContain('was not answered');
    expect(verdict.alternatives.map(({ cause }) => cause)).not.toContain('accept-queue-overflow');
    expect(verdict.next.join()).not.toContain('a capture at the client');
  });

  it('may be answered still, where the captures end a moment later', () => {
    const verdict = verdictOf(['0.000 C S'], ['0.010 C S']);
    expect(verdict.cause).toBe('still-open');
    expect(textOf(verdict)).not.toContain('was not answered');
  });

  it('was not, where it has the SYN alone: the queue may have been full', () => {
    const verdict = verdictOf(
      SYNS,
      SYNS.map((syn) => syn.replace('00 ', '01 ')),
    );
    expect(verdict).toMatchObject({ cause: 'unanswered-syn', closer: 'server kernel' });
    expect(textOf(verdict)).toContain('it arrived, and was not answered');
    expect(verdict.alternatives.map(({ cause }) => cause)).toContain('accept-queue-overflow');
  });
});

describe('a SYN-ACK that the client resets, and asks again', () => {
  const rows = (late: number): string[] =>
    [0, 1].flatMap((at) => [
      `${(at + late).toFixed(3)} C S ${at > 0 ? 'seq 0 ' : ''}id ${100 + at}`,
      `${(at + 0.02 - late).toFixed(3)} S S. ${at > 0 ? 'seq 700 ack 1 ' : ''}id 0`,
      `${(at + 0.021 + late).toFixed(3)} C R seq 1 win 0 id 0`,
    ]);

  const read = (late: number): Connection[] =>
    connectionsOf(toPcap(parseRows(rows(late).join('\n')), { clientTtl: 62 }));
  const translated = ({ client, ...rest }: Connection): Connection => ({
    ...rest,
    client: { ...client, address: '203.0.113.9' },
  });
  const verdictAt = (client: readonly Connection[], server: readonly Connection[]): Verdict =>
    diagnoseBothEnds({ connections: client }, { connections: server }).connections[0]!.diagnosis.verdict;

  it('was none to another address, where both captures have it with the same: the client itself may reject it', () => {
    const verdict = verdictAt(read(0), read(0.005));
    expect(verdict).toMatchObject({ cause: 'hairpin-nat', confidence: 'possible', closer: 'unknown' });
    expect(verdict.advice.join()).toContain('the client’s own packet filter');
  });

  it('may be, where addresses were translated between them', () => {
    expect(verdictAt(read(0), read(0.005).map(translated))).toMatchObject({
      cause: 'hairpin-nat',
      confidence: 'likely',
    });
  });
});
