/** What other connections say from both ends: that a path works, that a device answered itself, or made a new mapping. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { SECOND } from '../../src/core/model/time.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf, connectionsOfExample } from './captures.ts';

interface Ends {
  readonly client: readonly Connection[];
  readonly server: readonly Connection[];
}

function diagnose({ client, server }: Ends): Diagnosis[] {
  return diagnoseBothEnds({ connections: client }, { connections: server }).connections.map(
    ({ diagnosis }) => diagnosis,
  );
}

function causesOf(ends: Ends): string[] {
  return diagnose(ends).map(({ verdict }) => `${verdict.confidence} ${verdict.cause} ${verdict.closer}`);
}

/** Of which the client's port is one of these. */
function only({ client, server }: Ends, ...ports: readonly number[]): Ends {
  const isOne = (connection: Connection): boolean => ports.includes(connection.client.port);
  return { client: client.filter(isOne), server: server.filter(isOne) };
}

describe('connections that stop together', () => {
  const ends = connectionsOfExample('firewall-state-loss-silent');
  const LOSS = 'likely firewall-state-loss middlebox';

  it('were forgotten by a firewall where new ones get through', () => {
    expect(causesOf(ends).filter((text) => text === LOSS)).toHaveLength(3);
  });

  it('were not where nothing gets through, or one stops alone, or an older one goes on', () => {
    expect(causesOf(only(ends, 50_001, 50_002, 50_003))).not.toContain(LOSS);
    expect(causesOf(only(ends, 50_001, 50_004))).not.toContain(LOSS);
    const older = (connection: Connection): Connection =>
      connection.client.port === 50_004 ? { ...connection, startNs: connection.startNs - SECOND } : connection;
    expect(causesOf({ client: ends.client.map(older), server: ends.server })).not.toContain(LOSS);
    // What the others had lost was lost before.
    const before = (connection: Connection): Connection =>
      connection.client.port === 50_001 || connection.client.port === 50_004
        ? connection
        : {
            ...connection,
            turns: 1,
            clientSide: { ...connection.clientSide, lastDataNs: connection.startNs },
          };
    expect(
      diagnose({ client: ends.client.map(before), server: ends.server }).map(({ connection, verdict }) =>
        connection.client.port === 50_001 ? `${verdict.confidence} ${verdict.cause} ${verdict.closer}` : '',
      ),
    ).not.toContain(LOSS);
  });

  it('leave open who dropped the data of one where others get through', () => {
    expect(causesOf(only(ends, 50_001, 50_004))).toContain('likely retransmission-timeout unknown');
  });
});

describe('data after a silence that does not come to the other end', () => {
  const opened = (at: number): string =>
    [
      `${at} C S mss 1460`,
      `${at + 0.02} S S. mss 1460`,
      `${at + 0.04} C .`,
      `${at + 1} C P. len 30`,
      `${at + 1.02} S P. len 40`,
      `${at + 1.04} C .`,
    ].join('\n');
  const repeated = (length: number): string =>
    [100, 101, 103, 107, 115].map((at) => `\n${at} C P. 31:${31 + length}(${length})`).join('');
  const capture = (rows: string, port: number): Connection => {
    const [connection] = connectionsOf(toPcap(parseRows(rows)));
    if (connection === undefined) throw new Error('no connection was found');
    return { ...connection, client: { ...connection.client, port } };
  };
  const idle = (length: number): Ends => ({
    client: [capture(opened(0) + repeated(length), 1)],
    server: [capture(opened(0), 1)],
  });
  // Each capture counts from the second of its first packet.
  const laterBy = (connection: Connection, ns: number): Connection => ({
    ...connection,
    startNs: connection.startNs + ns,
    packets: connection.packets.map((packet) => ({ ...packet, timeNs: packet.timeNs + ns })),
  });
  const other = laterBy(capture(opened(0), 2), 102 * SECOND);
  const beside = { client: [other], server: [other] };
  const withOther = ({ client, server }: Ends): Ends => ({
    client: [...client, ...beside.client],
    server: [...server, ...beside.server],
  });
  const whose = (ends: Ends): string | undefined =>
    diagnose(ends).find(({ connection }) => connection.client.port === 1)?.ending.by;

  it('is not what a connection from before tells of', () => {
    const before = laterBy(capture(opened(0), 2), 10 * SECOND);
    const { client, server } = idle(100);
    expect(whose({ client: [...client, before], server: [...server, before] })).toBe('unknown');
  });

  it('was dropped by a device where other connections get through meanwhile', () => {
    expect(whose(withOther(idle(100)))).toBe('middlebox');
  });

  it('may be lost in any way where nothing else gets through, or it is larger than all that does', () => {
    expect(whose(idle(100))).toBe('unknown');
    expect(whose(withOther(idle(1400)))).not.toBe('middlebox');
  });
});

describe('an answer in the server’s name', () => {
  const ends = connectionsOfExample('transparent-proxy');
  const PROXY = 'likely transparent-proxy middlebox';

  it('is a proxy’s where the server’s capture has the proxy’s own connection instead', () => {
    expect(causesOf(ends)).toContain(PROXY);
    const texts = diagnose(ends).flatMap(({ verdict }) => verdict.evidence.map(({ text }) => text));
    expect(texts.join()).toContain('has instead a connection from 198.51.100.33:56236 to 198.51.100.34:80');
  });

  it('may be another server’s of that address where it has none such', () => {
    expect(causesOf(only(ends, 50_001, 50_002)).join()).not.toContain('transparent-proxy');
  });

  it('may be the server’s where other clients came meanwhile, or the clocks are unknown', () => {
    expect(causesOf(only(ends, 50_002, 56_236)).join()).not.toContain('transparent-proxy');
    const proxys = ends.server.filter(({ server }) => server.port === 80);
    const others = proxys.map((connection) => ({ ...connection, client: { address: '192.0.2.99', port: 1 } }));
    expect(causesOf({ ...ends, server: [...ends.server, ...others] }).join()).not.toContain('transparent-proxy');
  });

  it('is the server’s where a device rewrote numbers and addresses of one connection', () => {
    const { client, server } = connectionsOfExample('normal-close');
    const rewritten = server.map((connection) => ({
      ...connection,
      client: { address: '203.0.113.5', port: 40_000 },
      clientSide: { ...connection.clientSide, isn: 1 },
      serverSide: { ...connection.serverSide, isn: 2 },
    }));
    expect(causesOf({ client, server: rewritten }).join()).not.toContain('transparent-proxy');
  });
});

describe('a proxy that the client knows of', () => {
  it('is seen by what both of its connections carry, also where no handshake tells the clocks', () => {
    const { client, server } = connectionsOfExample('normal-close');
    const behind = server.map((connection) => ({
      ...connection,
      client: { address: '203.0.113.5', port: 40_000 },
      server: { address: '203.0.113.6', port: 8080 },
      clientSide: { ...connection.clientSide, isn: 1 },
    }));
    const [first] = diagnose({ client, server: behind });
    expect(JSON.stringify(first?.verdict.evidence)).toContain('with as many bytes each way');
    const twice = [...behind, ...behind.map((connection) => ({ ...connection, stream: 7 }))];
    expect(JSON.stringify(diagnose({ client, server: twice }))).not.toContain('with as many bytes each way');
    const late = behind.map((connection) => ({ ...connection, startNs: connection.startNs + 60 * SECOND }));
    expect(JSON.stringify(diagnose({ client, server: late }))).not.toContain('with as many bytes each way');
  });
});

describe('a new mapping', () => {
  it('is seen where what was reset came from another port, with the numbers of the connection', () => {
    const { client, server } = connectionsOfExample('nat-mapping-loss-rebinding');
    expect(causesOf({ client, server })).toContain('likely nat-mapping-loss middlebox');
    const other = (connection: Connection): Connection =>
      connection.openedBy === 'syn'
        ? connection
        : { ...connection, packets: connection.packets.map((packet) => ({ ...packet, ack: packet.ack + 1 })) };
    expect(causesOf({ client, server: server.map(other) }).join()).not.toContain('nat-mapping-loss middlebox');
  });
});

describe('a SYN in the server’s own capture', () => {
  it('was left unanswered by the server where it came more than once', () => {
    const ends = connectionsOfExample('reverse-path-filter');
    expect(diagnose(ends)[0]?.ending.by).toBe('server');
    const once = ends.server.map((connection) => ({
      ...connection,
      clientSide: { ...connection.clientSide, syns: 1 },
    }));
    expect(diagnose({ ...ends, server: once })[0]?.ending.by).toBe('unknown');
  });
});
