/** What silences that a device ended say together: when they are its idle timer, and when they are not. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Diagnosis } from '../../src/core/index.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { mergeRows, parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';

/** A connection that is used, perhaps again after pauses, and then ended after a silence. */
interface Used {
  /** Seconds. */
  readonly at: number;
  readonly pauses?: readonly number[];
  readonly idle: number;
  /** Who ends it: a device with resets to both ends unless told. */
  readonly end?: 'server-reset' | 'client-fin' | 'nobody';
  /** What its pauses end with; requests unless told. */
  readonly probes?: true;
  readonly client?: string;
}

type End = 'client' | 'server';

/** The connection as one end's capture has it: the other end's packets come with TTL 57, the device's with 251. */
function rowsOf(used: Used, index: number, seenAt: End): string {
  const { at, pauses = [], idle, end, client = '192.0.2.1' } = used;
  const far = seenAt === 'client' ? 'S' : 'C';
  const rows: string[] = [`client ${client}:${40_000 + index} server 198.51.100.2:80`];
  const add = (seconds: number, from: 'C' | 'S', rest: string): void => {
    const ttl = from === far && !rest.includes('ttl') ? ' ttl 57' : '';
    const laterNs = from === far ? 0.012 : 0;
    rows.push(`${(at + seconds + laterNs).toFixed(3)} ${from} ${rest}${ttl}`);
  };
  add(0, 'C', 'S mss 1460');
  add(0.02, 'S', 'S. mss 1460');
  add(0.04, 'C', '.');
  let now = 0.1;
  const exchange = (): void => {
    add(now, 'C', 'P. data "GET / HTTP/1.1\\r\\n\\r\\n"');
    add(now + 0.02, 'S', 'P. data "HTTP/1.1 204 No Content\\r\\n\\r\\n"');
    add(now + 0.04, 'C', '.');
    now += 0.04;
  };
  exchange();
  for (const pause of pauses) {
    now += pause;
    if (used.probes !== true) {
      exchange();
      continue;
    }
    add(now, 'C', '. seq 18');
    add(now + 0.02, 'S', '.');
    now += 0.02;
  }
  now += idle;
  const [own, other] = seenAt === 'client' ? (['C', 'S'] as const) : (['S', 'C'] as const);
  if (end === undefined) add(now - 0.012, other, `R. ttl 251`);
  if (end === 'server-reset') add(now, 'S', 'R.');
  if (end === 'client-fin') {
    add(now, 'C', 'F.');
    add(now + 0.02, 'S', 'F.');
    add(now + 0.04, 'C', '.');
  }
  if (end === 'nobody') add(now + 0.5, own, '.');
  return rows.join('\n');
}

function captureOf(used: readonly Used[], seenAt: End): Uint8Array {
  return toPcap(mergeRows(...used.map((one, index) => parseRows(rowsOf(one, index, seenAt)))));
}

function verdictsOf(diagnoses: readonly Diagnosis[]): string[] {
  return diagnoses.map(({ verdict }) => `${verdict.confidence} ${verdict.cause}`);
}

function fromBothEnds(used: readonly Used[]): Diagnosis[] {
  const [client, server] = (['client', 'server'] as const).map((end) => ({
    connections: connectionsOf(captureOf(used, end)),
  }));
  return diagnoseBothEnds(client!, server!).connections.map(({ diagnosis }) => diagnosis);
}

/** Four that a timer of four seconds ended, after up to three pauses of three. */
const FOUR: readonly Used[] = [
  { at: 0, idle: 4 },
  { at: 1.5, pauses: [3], idle: 4.01 },
  { at: 3, pauses: [3, 3], idle: 4 },
  { at: 4.5, pauses: [3, 3, 3], idle: 3.99 },
];

describe('the idle timer of a device', () => {
  it('is certain where both ends prove that a device did it, and four ages and moments agree', () => {
    const diagnoses = fromBothEnds(FOUR);
    expect(verdictsOf(diagnoses)).toEqual(Array(4).fill('certain middlebox-idle-timeout'));
    expect(diagnoses[0]?.verdict.evidence.map(({ weight, text }) => `${weight}: ${text}`)).toEqual(
      expect.arrayContaining([
        'proves: 4 of 4 silences between these hosts that a device ended with a reset had lasted 3.99 s ± 10 ms, at 4 different moments and ages of 4.13 s to 13.2 s; 3 connections lived through shorter ones, up to 3 s, and none through a longer one',
        'supports: the capture made at the client has no such reset: it was born between the two capture points',
      ]),
    );
  });

  it('is likely, and first, where one end alone was captured', () => {
    for (const end of ['client', 'server'] as const) {
      const { diagnoses } = diagnoseAll(captureOf(FOUR, end));
      expect(verdictsOf(diagnoses)).toEqual(Array(4).fill('likely middlebox-idle-timeout'));
    }
  });

  it.each<[string, readonly Used[]]>([
    ['three moments are fewer than a proof needs', FOUR.slice(1)],
    [
      'no silence was lived through that is half as long',
      FOUR.map(({ at, idle, pauses = [] }) => ({ at, idle, pauses: pauses.flatMap(() => [1.5, 1.5]) })),
    ],
  ])('is likely, beside the forged reset that is certain, where %s', (_, used) => {
    for (const { verdict } of fromBothEnds(used)) {
      expect(verdict).toMatchObject({ cause: 'injected-reset', confidence: 'certain' });
      expect(verdict.alternatives).toMatchObject([{ cause: 'middlebox-idle-timeout', confidence: 'likely' }]);
    }
  });

  it.each<[string, readonly Used[]]>([
    ['two agree', FOUR.slice(2)],
    ['all are reset at one instant', FOUR.map((one) => ({ ...one, at: -(one.pauses?.length ?? 0) * 3.04 + 10 }))],
    ['silences are of several lengths', FOUR.map((one, i) => ({ ...one, idle: 3 + 0.3 * i }))],
    ['all are as old: it may be their age', FOUR.map(({ at }) => ({ at, pauses: [3], idle: 4 }))],
    ['another lived through a longer silence', [...FOUR, { at: 2, idle: 6, end: 'client-fin' }]],
    ['another is silent for longer, and nobody ends it', [...FOUR, { at: 1, idle: 20, end: 'nobody' }]],
    ['another outlived one in its midst', [...FOUR, { at: 1, pauses: [9], idle: 0.1, end: 'client-fin' }]],
    ['keep-alives between them were outlived', FOUR.map((one) => ({ ...one, pauses: [7, 7], probes: true }))],
    ['it is another client’s', FOUR.map((one, i) => ({ ...one, client: `192.0.2.${10 + i}` }))],
  ])('is not claimed where %s', (_, used) => {
    const diagnoses = [...fromBothEnds(used), ...diagnoseAll(captureOf(used, 'client')).diagnoses];
    const claims = verdictsOf(diagnoses).filter((verdict) => /(?:certain|likely) middlebox-idle-timeout/.test(verdict));
    expect(claims).toEqual([]);
    expect(verdictsOf(diagnoses)).toContain('certain injected-reset');
  });

  it('is none of the path where the server resets what nobody uses', () => {
    const used = FOUR.map((one): Used => ({ ...one, end: 'server-reset' }));
    const causes = new Set(fromBothEnds(used).map(({ verdict }) => verdict.cause));
    expect(causes).not.toContain('middlebox-idle-timeout');
  });

  it('is measured of pairs of hosts that are not forgotten, and of their latest resets', () => {
    const many = Array.from({ length: 300 }, (_, i): Used => ({ at: 3 * i, pauses: i % 2 ? [3] : [], idle: 4 }));
    const { diagnoses } = diagnoseAll(captureOf(many, 'client'));
    expect(diagnoses[0]?.verdict.evidence[0]?.text).toMatch(/^64 of 64 silences/);
  });
});
