/** Two clocks by the packets that both captures have: offset, drift, and what is none. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import { compareClocks } from '../../src/core/diagnose/clocks.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { MILLISECOND, SECOND } from '../../src/core/model/time.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';

const HOUR = 3600 * SECOND;

/** A clock that shows `offset` more, and goes `ppm` faster. */
function byAnotherClock(connection: Connection, offset: number, ppm: number, at = 0): Connection {
  const tell = (timeNs: number): number => (timeNs + at) * (1 + ppm / 1e6) + offset;
  const { synNs = 0, synAckNs = 0, ackNs = 0 } = connection.handshake;
  return {
    ...connection,
    startNs: tell(connection.startNs),
    lastNs: tell(connection.lastNs),
    watchedUntilNs: tell(connection.watchedUntilNs),
    handshake: { synNs: tell(synNs), synAckNs: tell(synAckNs), ackNs: tell(ackNs) },
    packets: connection.packets.map((packet) => ({ ...packet, timeNs: tell(packet.timeNs) })),
  };
}

/** A connection that says something at these seconds, as each end has it over a path of 10 ms each way. */
function bothOf(seconds: readonly number[]): { client: Connection; server: Connection } {
  const rows = (at: (from: 'C' | 'S') => number): string =>
    [
      `${at('C')} C S mss 1460`,
      `${0.02 + at('S')} S S. mss 1460`,
      `${0.04 + at('C')} C .`,
      ...seconds.flatMap((second) => [
        `${second + at('C')} C P. len 30`,
        `${second + 0.02 + at('S')} S P. len 40`,
        `${second + 0.04 + at('C')} C .`,
      ]),
    ].join('\n');
  const client = connectionsOf(toPcap(parseRows(rows(() => 0))));
  const server = connectionsOf(toPcap(parseRows(rows((from) => (from === 'C' ? 0.01 : -0.01)))));
  return { client: client[0] as Connection, server: server[0] as Connection };
}

describe('clocks', () => {
  it('are apart by seconds, and stay so', () => {
    const { client, server } = bothOf([1, 2, 3600]);
    const clocks = compareClocks([{ client, server: byAnotherClock(server, -7 * SECOND, 0) }]);
    expect(clocks?.driftPpm).toBe(0);
    expect(Math.abs((clocks?.offsetNs ?? 0) + 7 * SECOND)).toBeLessThan(1 * MILLISECOND);
  });

  it('are not half a second apart because the first SYN waited for a hardware address', () => {
    const rows = (syn: number, way: number): string =>
      `${syn} C S mss 1460\n${0.82 - way} S S. mss 1460\n${0.84 + way} C .\n0.9 C P. len 30\n`;
    const [client] = connectionsOf(toPcap(parseRows(rows(0.3, 0))));
    const [server] = connectionsOf(toPcap(parseRows(rows(0.81, 0.01))));
    const clocks = compareClocks([{ client: client as Connection, server: server as Connection }]);
    expect(Math.abs(clocks?.offsetNs ?? SECOND)).toBeLessThan(1 * MILLISECOND);
  });

  it('drift by 200 ppm for an hour, seen in one connection', () => {
    const { client, server } = bothOf([1, 2, 1800, 3600]);
    const clocks = compareClocks([{ client, server: byAnotherClock(server, 3 * SECOND, 200) }]);
    expect(clocks?.driftPpm).toBeCloseTo(200, 0);
    expect(Math.abs((clocks?.at(HOUR) ?? 0) - 3.72 * SECOND)).toBeLessThan(2 * MILLISECOND);
    expect(Math.abs((clocks?.at(0) ?? 0) - 3 * SECOND)).toBeLessThan(2 * MILLISECOND);
  });

  it('drift, seen in many short connections, of which some were held up', () => {
    const { client, server } = bothOf([1]);
    const pairs = Array.from({ length: 40 }, (_, i) => {
      const at = (i * HOUR) / 39;
      const late = i % 5 === 0 ? 300 * MILLISECOND : 0;
      return { client: byAnotherClock(client, 0, 0, at), server: byAnotherClock(server, late, -150, at) };
    });
    expect(compareClocks(pairs)?.driftPpm).toBeCloseTo(-150, 0);
  });

  it('do not drift where the path does what they seem to do', () => {
    const { client, server } = bothOf([1]);
    const pairs = Array.from({ length: 30 }, (_, i) => {
      const wobble = ((i * 7919) % 31) * MILLISECOND;
      return {
        client: byAnotherClock(client, 0, 0, i * 10 * SECOND),
        server: byAnotherClock(server, wobble, 0, i * 10 * SECOND),
      };
    });
    expect(compareClocks(pairs)?.driftPpm).toBe(0);
    const short = bothOf([1, 20]);
    expect(compareClocks([{ ...short, server: byAnotherClock(short.server, 0, 500) }])?.driftPpm).toBe(0);
  });

  it('are unknown without a handshake in both', () => {
    const { client, server } = bothOf([1]);
    expect(compareClocks([])).toBeUndefined();
    expect(compareClocks([{ client, server: { ...server, handshake: {} } }])).toBeUndefined();
  });

  it('that are seconds apart and drift leave a reset that was born between what it is', () => {
    const rows = (end: 'client' | 'server'): string =>
      [
        '0 C S mss 1460',
        `${end === 'client' ? 0.001 : 0.0006} S S. mss 1460`,
        '0.002 C .',
        '1 C P. len 30',
        '1.001 S P. len 40',
        '1.002 C .',
        '3600 C P. len 30',
        '3600.001 S P. len 40',
        '3600.002 C .',
        ...(end === 'client' ? ['3600.5 S R.'] : []),
        '3600.9 C . 60:60(0)',
      ].join('\n');
    const client = connectionsOf(toPcap(parseRows(rows('client'))));
    const server = connectionsOf(toPcap(parseRows(rows('server')))).map((connection) =>
      byAnotherClock(connection, -5 * SECOND, 200),
    );
    const { clocks, connections } = diagnoseBothEnds({ connections: client }, { connections: server });
    expect(clocks?.driftPpm).toBeCloseTo(200, 0);
    expect(connections[0]?.diagnosis.ending.by).toBe('middlebox');
  });
});
