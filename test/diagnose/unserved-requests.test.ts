/** What open connections without an answer say of a SYN that gets none, and what looks like it. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { toPcap } from '../builders/packets.ts';
import { mergeRows, parseRows } from '../builders/rows.ts';
import { connectionsOf } from './captures.ts';

const SYN = 'client 192.0.2.1:40009 server 198.51.100.2:80\n1.0 C S\n2.0 C S seq 0\n4.0 C S seq 0';

/** A connection that asks something; what the server does then, and when it began. */
function asking(rest: string, { at = 0, port = 40_000, server = '198.51.100.2:80' } = {}): string {
  const time = (seconds: number): string => (at + seconds).toFixed(3);
  return `client 192.0.2.1:${port} server ${server}
${time(0)} C S
${time(0.02)} S S. ttl 57
${time(0.02)} C .
${time(0.03)} C P. data "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
${rest.replaceAll(/@([\d.]+)/g, (_, seconds: string) => time(Number(seconds)))}`;
}

const ACKED = '@0.05 S . ttl 57';

function captureOf(...blocks: readonly string[]): Uint8Array {
  return toPcap(mergeRows(...blocks.map(parseRows)));
}

/** What is said of the SYN, and of what is beside it. */
function verdictOf(...blocks: readonly string[]): string {
  const { diagnoses } = diagnoseAll(captureOf(...blocks, SYN));
  const { verdict } = diagnoses.find(({ connection }) => connection.client.port === 40_009)!;
  const others = verdict.alternatives.map(({ cause, confidence }) => `, ${confidence} ${cause}`);
  return `${verdict.confidence} ${verdict.cause}${others.join('')}`;
}

const FULL = 'likely accept-queue-overflow, likely unanswered-syn';
const SILENT = 'likely unanswered-syn, possible accept-queue-overflow';

describe('a SYN without an answer', () => {
  it('meets a full queue, where another connection waits for its first answer', () => {
    expect(verdictOf(asking(ACKED))).toBe(FULL);
    expect(verdictOf(asking(ACKED), asking(ACKED, { at: 0.5, port: 40_001 }))).toBe(FULL);
  });

  it('says so by captures of both ends, too', () => {
    const client = { connections: connectionsOf(captureOf(asking(ACKED), SYN)) };
    const { connections } = diagnoseBothEnds(client, { connections: [] });
    expect(connections.map(({ diagnosis }) => diagnosis.verdict.cause)).toContain('accept-queue-overflow');
  });

  it.each([
    ['is not acknowledged', [asking('@0.3 C P. seq 1 len 34\n@0.9 C P. seq 1 len 34')]],
    ['was answered', [asking('@0.05 S P. len 30 ttl 57\n@0.05 C .')]],
    ['was given up', [asking(`${ACKED}\n@0.5 C F.\n@0.52 S . ttl 57`)]],
    ['began later', [asking(ACKED, { at: 1.5 })]],
    ['is of another port', [asking(ACKED, { server: '198.51.100.2:81' })]],
    [
      'is not alone: another was answered since',
      [asking(ACKED), asking('@0.05 S P. len 30 ttl 57', { at: 3, port: 40_001 })],
    ],
  ])('says no more where the other %s', (_, blocks) => {
    expect(verdictOf(...blocks)).toBe(SILENT);
  });

  it('says so still where another was answered before', () => {
    expect(verdictOf(asking(ACKED), asking('@0.05 S P. len 30 ttl 57', { at: 0.5, port: 40_001 }))).toBe(FULL);
  });

  it('says no more where it was sent once', () => {
    const once = 'client 192.0.2.1:40009 server 198.51.100.2:80\n1.0 C S\n@';
    const { diagnoses } = diagnoseAll(
      captureOf(asking(ACKED), once.replace('\n@', ''), asking(ACKED, { at: 9, port: 40_002 })),
    );
    const found = diagnoses.find(({ connection }) => connection.client.port === 40_009);
    expect(found?.verdict.cause).toBe('unanswered-syn');
  });
});
