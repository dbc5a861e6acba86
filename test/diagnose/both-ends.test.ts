/** Two captures of the same traffic: what one end sent and the other did not, and what that does not prove. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { type KeptPacket, RST } from '../../src/core/model/packet.ts';
import { SECOND } from '../../src/core/model/time.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { readRecording } from '../../src/lab/recording.ts';
import { projectRoot } from '../architecture/source-file.ts';

interface Ends {
  readonly client: readonly Connection[];
  readonly server: readonly Connection[];
}

function connectionsOf(name: string): Ends {
  const { captures } = readRecording(`${projectRoot}/examples`, name);
  const of = (capture: Uint8Array): Connection[] => diagnoseAll(capture).diagnoses.map(({ connection }) => connection);
  return { client: of(captures.client), server: of(captures.server) };
}

function diagnose({ client, server }: Ends): Diagnosis[] {
  return diagnoseBothEnds({ connections: client }, { connections: server }).connections.map(
    ({ diagnosis }) => diagnosis,
  );
}

function causesOf(ends: Ends): string[] {
  return diagnose(ends).map(({ verdict }) => `${verdict.confidence} ${verdict.cause}`);
}

/** As many copies as asked for, each from a port of its own. */
function copies(connection: Connection, count: number): Connection[] {
  return Array.from({ length: count }, (_, i) => ({
    ...connection,
    client: { address: `192.0.${i >> 8}.${i & 255}`, port: 50_001 },
  }));
}

/** As behind a firewall that rewrites sequence numbers. */
function renumber(connection: Connection): Connection {
  const { clientSide } = connection;
  return { ...connection, clientSide: { ...clientSide, isn: ((clientSide.isn ?? 0) + 12_345) >>> 0 } };
}

function acknowledgeMore(packet: KeptPacket): KeptPacket {
  return { ...packet, ack: (packet.ack + 100_000) >>> 0 };
}

describe('both ends', () => {
  it('prove a reset that was never sent, whether what it answers arrived or not', () => {
    expect(causesOf(connectionsOf('injected-reset'))).toEqual(['certain injected-reset']);
    expect(causesOf(connectionsOf('inline-firewall-reset'))).toEqual(['certain inline-firewall-reset']);
  });

  it('are no two where the same capture was given for each: it says what it says alone', () => {
    const alone = (name: string, end: 'client' | 'server'): string[] => {
      const { captures } = readRecording(`${projectRoot}/examples`, name);
      const { diagnoses } = diagnoseAll(captures[end]);
      return diagnoses.map(({ verdict }) => `${verdict.confidence} ${verdict.cause} ${verdict.closer}`);
    };
    // A reset that a device made, one that a firewall made, SYNs and data that nobody answers, two packets in all.
    const names = ['injected-reset', 'injected-reset-both-ends', 'unanswered-syn', 'retransmission-timeout'];
    for (const name of [...names, 'closed-port', 'firewall-reset-at-connect']) {
      for (const end of ['client', 'server'] as const) {
        const connections = connectionsOf(name)[end];
        const result = diagnoseBothEnds({ connections }, { connections });
        const verdicts = result.connections.map(({ diagnosis: { verdict } }) => verdict);
        expect(verdicts.map(({ confidence, cause, closer }) => `${confidence} ${cause} ${closer}`)).toEqual(
          alone(name, end),
        );
        expect(result.isOne).toBe(connections.length > 0);
        expect(result.clocks).toBeUndefined();
      }
    }
  });

  it('say nothing of what became of data where the other capture is of other traffic', () => {
    const { client } = connectionsOf('retransmission-timeout');
    const closerWith = (server: readonly Connection[]): string | undefined =>
      diagnose({ client, server }).find(({ verdict }) => verdict.cause === 'retransmission-timeout')?.verdict.closer;
    expect(closerWith(connectionsOf('retransmission-timeout').server)).toBe('nobody');
    expect(closerWith(connectionsOf('keepalive-race').server)).toBe('unknown');
    expect(closerWith([])).toBe('unknown');
  });

  it('are two where one packet arrived later, and where one SYN has the same time by chance', () => {
    const [connection] = connectionsOf('injected-reset').client as [Connection];
    const later = connection.packets.map((packet, i) => ({ ...packet, timeNs: packet.timeNs + (i === 3 ? 1000 : 0) }));
    const isOne = (client: Connection, server: Connection): boolean =>
      diagnoseBothEnds({ connections: [client] }, { connections: [server] }).isOne;
    expect(isOne(connection, connection)).toBe(true);
    expect(isOne(connection, { ...connection, packets: later })).toBe(false);
    const [unanswered] = connectionsOf('unanswered-syn').client as [Connection];
    const once = { ...unanswered, packets: unanswered.packets.slice(0, 1) };
    expect(isOne(unanswered, unanswered)).toBe(true);
    expect(isOne(once, once)).toBe(false);
  });

  it('prove nothing by a packet that one of them may have dropped', () => {
    const { client, server } = connectionsOf('unread-data-at-close');
    const dropped = server.map((connection) => ({
      ...connection,
      serverSide: { ...connection.serverSide, resets: 0 },
      packets: connection.packets.filter(({ flags }) => (flags & RST) === 0),
      watchedUntilNs: connection.watchedUntilNs + SECOND,
    }));
    expect(causesOf({ client, server }).join()).not.toContain('certain');
    expect(causesOf({ client, server: dropped }).join()).not.toContain('certain');
  });

  it('prove that the server went on only by what came later than clocks may be wrong', () => {
    const { client, server } = connectionsOf('injected-reset');
    // As from the same distance, after half an hour.
    const sameTtl = (connection: Connection, early: number): Connection => ({
      ...connection,
      startNs: connection.startNs - early,
      packets: connection.packets.map((packet) => (packet.from === 'server' ? { ...packet, ttl: 63 } : packet)),
    });
    const at = (early: number): string =>
      causesOf({ client: client.map((connection) => sameTtl(connection, early)), server }).join();
    expect(at(0)).toContain('certain injected-reset');
    expect(at(1800 * SECOND)).not.toContain('certain');
  });

  it('prove no end by a reset that, by the other capture, the one who got it took no notice of', () => {
    const { client, server } = connectionsOf('ignored-reset');
    // The client's capture has lost the end of the connection, which shows it.
    const cut = client.map((connection) => ({
      ...connection,
      clientSide: { ...connection.clientSide, fins: 0 },
      serverSide: { ...connection.serverSide, fins: 0 },
      packets: connection.packets.filter(({ number }) => number < 12),
    }));
    expect(diagnose({ client: cut, server })[0]?.verdict.cause).toBe('injected-reset');
    expect(causesOf({ client: cut, server }).join()).not.toContain('certain');
  });

  it('do not blame the path for a reset that both have', () => {
    for (const name of ['unread-data-at-close', 'half-open-connection', 'abortive-close']) {
      const [diagnosis] = diagnose(connectionsOf(name));
      expect(diagnosis?.ending.by).toBe('server');
      expect(JSON.stringify(diagnosis?.verdict.alternatives)).not.toContain('injected-reset');
    }
  });

  it('know an answer that came from another address by what it acknowledges', () => {
    for (const name of ['hairpin-nat', 'conntrack-invalid']) {
      const { client } = connectionsOf(name);
      expect(causesOf({ client, server: [] })).toContain(`likely ${name}`);
      const strange = (connection: Connection): Connection =>
        connection.clientSide.syns > 0
          ? connection
          : { ...connection, packets: connection.packets.map(acknowledgeMore) };
      expect(causesOf({ client: client.map(strange), server: [] })).not.toContain(`likely ${name}`);
    }
  });

  it('prove nothing where addresses or numbers were changed on the way', () => {
    const { client, server } = connectionsOf('injected-reset');
    const renumbered = causesOf({ client, server: server.map(renumber) });
    expect(renumbered).toHaveLength(1);
    expect(renumbered[0]).not.toMatch(/^certain/);
    const moved = server.map((connection) => ({ ...connection, client: { address: '203.0.113.9', port: 1024 } }));
    expect(causesOf({ client, server: moved })[0]).not.toMatch(/^certain/);
  });

  it('prove a refusal before the server only by a capture that ran there, and holds nothing that may be it', () => {
    const recorded = connectionsOf('firewall-reset-at-connect');
    const toOne = (connection: Connection): Connection => ({
      ...connection,
      server: { ...connection.server, port: 8443 },
    });
    const ended = { client: recorded.client.map(toOne), server: recorded.server.map(toOne) };
    expect(causesOf(ended).join()).not.toContain('certain firewall');
    const runsOn = (connection: Connection): Connection => ({
      ...connection,
      watchedUntilNs: connection.lastNs + SECOND,
    });
    const refused = { ...ended, server: ended.server.map(runsOn) };
    const other = refused.server[0] as Connection;
    expect(causesOf(refused)).toContain('certain firewall-reset-at-connect');
    // A capture filter may have left the other port out.
    expect(causesOf({ client: recorded.client, server: recorded.server.map(runsOn) }).join()).not.toContain('certain');
    expect(causesOf({ ...refused, server: [] }).join()).not.toContain('certain firewall');
    const elsewhere = { ...other, server: { ...other.server, address: '203.0.113.9' } };
    expect(causesOf({ ...refused, server: [elsewhere] }).join()).not.toContain('certain firewall');
    const stray: Connection = {
      ...renumber(other),
      client: { address: '203.0.113.9', port: 1 },
      server: { ...other.server, port: 8443 },
    };
    expect(causesOf({ ...refused, server: [other, stray] }).join()).not.toContain('certain firewall');
  });
});

describe('many connections', () => {
  it('are paired in time that grows as they do, whatever their numbers are', () => {
    const [client] = connectionsOf('closed-port').client;
    const [server] = connectionsOf('closed-port').server;
    const count = 40_000;
    const result = diagnoseBothEnds(
      { connections: copies(client as Connection, count) },
      { connections: copies(renumber(server as Connection), count) },
    );
    expect([result.paired, result.connections.length]).toEqual([count, count]);
    const same = diagnoseBothEnds(
      { connections: copies(client as Connection, count) },
      { connections: copies(server as Connection, count + 1) },
    );
    expect([same.paired, same.connections.length]).toEqual([count, count + 1]);
  }, 30_000);
});
