/** What connections that were forgotten at one moment say together, and what looks like it. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { mergeRows, parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';

/** A connection that is served once and asks again, in seconds; what becomes of that. */
interface Used {
  readonly at?: number;
  readonly again?: number;
  readonly fate: 'reset' | 'silence' | 'served' | 'own-reset';
  readonly server?: string;
  readonly client?: string;
}

/** Of a server seven hops away; the device that resets is two hops away. */
function rowsOf(
  { at = 0, again = 0.3, fate, server = '198.51.100.2:80', client = '192.0.2.1' }: Used,
  index: number,
): string {
  const rows = [`client ${client}:${40_000 + index} server ${server}`];
  const add = (seconds: number, rest: string): void => void rows.push(`${(at + seconds).toFixed(3)} ${rest}`);
  add(0, 'C S mss 1460');
  add(0.02, 'S S. mss 1460 ttl 57');
  add(0.02, 'C .');
  add(0.03, 'C P. data "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"');
  add(0.05, 'S P. data "HTTP/1.1 204 No Content\\r\\n\\r\\n" ttl 57');
  add(0.05, 'C .');
  const ask = 'data "GET /2 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"';
  add(again, `C P. ${ask}`);
  if (fate === 'reset') add(again + 0.002, 'S R win 0 id 0 ttl 62');
  if (fate === 'own-reset') add(again + 0.02, 'S R win 0 id 0 ttl 57');
  if (fate === 'served') {
    add(again + 0.02, 'S P. data "HTTP/1.1 204 No Content\\r\\n\\r\\n" ttl 57');
    add(again + 0.02, 'C .');
  }
  if (fate === 'silence') {
    for (const later of [0.2, 0.6, 1.4, 3]) add(again + later, `C P. seq 28 ${ask}`);
  }
  return rows.join('\n');
}

function captureOf(used: readonly Used[]): Uint8Array {
  return toPcap(mergeRows(...used.map((one, index) => parseRows(rowsOf(one, index)))));
}

/** The verdicts, in the order of the ports. */
function verdictsOf(used: readonly Used[]): string[] {
  return [...diagnoseAll(captureOf(used)).diagnoses]
    .sort((a, b) => a.connection.client.port - b.connection.client.port)
    .map(({ verdict }) => `${verdict.confidence} ${verdict.cause}`);
}

const OTHER = '198.51.100.2:443';
const reset = (more: Partial<Used> = {}): Used => ({ fate: 'reset', ...more });
const silence = (more: Partial<Used> = {}): Used => ({ fate: 'silence', ...more });

describe('connections whose next packet meets a device’s reset from one moment on', () => {
  const three = [reset(), reset({ again: 0.31, server: OTHER }), reset({ again: 0.35 })];
  const lost = 'likely firewall-state-loss';
  const alone = 'likely inline-firewall-reset';

  it('were lost by it, where they are of several services', () => {
    expect(verdictsOf(three)).toEqual([lost, lost, lost]);
  });

  it('say so by captures of both ends, too', () => {
    const client = { connections: connectionsOf(captureOf(three)) };
    const { connections } = diagnoseBothEnds(client, { connections: [] });
    expect(connections.map(({ diagnosis }) => diagnosis.verdict.cause)).toEqual(Array(3).fill('firewall-state-loss'));
  });

  it.each<[string, readonly Used[]]>([
    ['two', three.slice(0, 2)],
    ['those of one service', three.map((one) => ({ ...one, server: OTHER }))],
    ['those of several clients', three.map((one, i) => ({ ...one, client: `192.0.2.${i + 1}` }))],
    ['those that were not in use', three.map((one) => ({ ...one, again: (one.again ?? 0.3) + 1 }))],
    ['those that have no moment in common', three.map((one, i) => ({ ...one, at: i }))],
  ])('but not %s', (_, used) => {
    expect(new Set(verdictsOf(used))).toEqual(new Set([alone]));
  });

  it('but not where the host itself answers so: it has begun anew', () => {
    const own = three.map((one): Used => ({ ...one, fate: 'own-reset' }));
    expect(verdictsOf(own).filter((verdict) => verdict.includes('firewall'))).toEqual([]);
  });
});

describe('connections that say in vain what they say from one moment on', () => {
  const three = [silence(), silence({ again: 2, server: OTHER }), silence({ again: 1 })];
  const later: Used = { at: 2.5, fate: 'served' };
  const lost = 'likely firewall-state-loss';

  it('were lost by a firewall, where one that began then was served', () => {
    expect(verdictsOf([...three, later])).toEqual([lost, lost, lost, 'likely still-open']);
  });

  it.each<[string, readonly Used[]]>([
    ['no other began then', three],
    ['the other began before', [...three, { ...later, at: 0.2 }]],
    ['the other is of another server', [...three, { ...later, server: '203.0.113.9:80' }]],
    ['they are of one service', [...three.map((one) => ({ ...one, server: OTHER })), later]],
    ['they are two', [...three.slice(0, 2), later]],
    [
      'they were not in use for long',
      [...three.map((one) => ({ ...one, again: (one.again ?? 0) + 12 })), { ...later, at: 30 }],
    ],
  ])('but not where %s', (_, used) => {
    expect(verdictsOf(used).filter((verdict) => verdict === lost)).toEqual([]);
    expect(verdictsOf(used)).toContain('likely retransmission-timeout');
  });
});
