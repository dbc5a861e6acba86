/** When one client alone is shut out of a service, and when that cannot be said. */
import { describe, expect, it } from 'vitest';
import { hostKeyOf } from '../../src/core/bytes/host-key.ts';
import { ServiceClients } from '../../src/core/diagnose/service-clients.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { SECOND } from '../../src/core/model/time.ts';

const SILENT = { packets: 0, resets: 0, handshakeTtl: 0, ttlMin: 0, ttlMax: 0 };

/** A line a visit: who came when, and whether the service let them in. */
function clientsOf(visits: readonly (readonly [client: string, at: number, isAnswered: boolean])[]): ServiceClients {
  const clients = new ServiceClients();
  for (const [client, at, isAnswered] of visits) {
    const service = { serverKey: hostKeyOf('server.example'), serverPort: 80, serverTtls: SILENT, isStray: false };
    clients.note({ ...service, clientKey: hostKeyOf(client), isAnswered, startNs: at * SECOND });
  }
  return clients;
}

const connection = {
  client: { address: 'a.example', port: 40000 },
  server: { address: 'server.example', port: 80 },
} as Connection;

describe('ServiceClients', () => {
  it('sees that others get in between the attempts of one', () => {
    const clients = clientsOf([
      ['a.example', 1, false],
      ['b.example', 2, true],
      ['c.example', 3, true],
      ['a.example', 4, false],
    ]);
    expect(clients.shutOut(connection)).toEqual({ attempts: 2, otherClients: 2 });
  });

  it.each<[string, readonly (readonly [string, number, boolean])[]]>([
    [
      'it got in once',
      [
        ['a.example', 0, true],
        ['a.example', 1, false],
        ['b.example', 2, true],
        ['a.example', 4, false],
      ],
    ],
    [
      'another failed, too',
      [
        ['a.example', 1, false],
        ['b.example', 2, true],
        ['a.example', 4, false],
        ['b.example', 5, false],
      ],
    ],
    [
      'nobody came meanwhile',
      [
        ['b.example', 0, true],
        ['a.example', 1, false],
        ['a.example', 4, false],
        ['b.example', 5, true],
      ],
    ],
    [
      'it tried once',
      [
        ['b.example', 0, true],
        ['a.example', 1, false],
        ['b.example', 2, true],
      ],
    ],
    [
      'nobody else came',
      [
        ['a.example', 1, false],
        ['a.example', 4, false],
      ],
    ],
  ])('says nothing where %s', (_what, visits) => {
    expect(clientsOf(visits).shutOut(connection)).toBeUndefined();
  });

  it('forgets services, and does not take another client of a crowd into account', () => {
    const crowd = Array.from({ length: 100 }, (_, index) => [`c${index}.example`, index / 100, true] as const);
    const clients = clientsOf([...crowd, ['a.example', 1, false], ['b.example', 2, true], ['a.example', 4, false]]);
    expect(clients.shutOut(connection)).toBeUndefined();
  });
});
