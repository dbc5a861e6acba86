/**
 * Which connection of one capture is which of another. By the client's initial sequence number, which a translation of
 * addresses leaves alone: the same server port first, then any. Then by both endpoints, since a firewall may have rewritten the
 * sequence numbers; times, which clocks may tell differently by seconds, do not count.
 */
import type { Connection } from '../model/connection.ts';

/** A connection, as far as each capture has it. */
export interface Pair {
  readonly client: Connection | undefined;
  readonly server: Connection | undefined;
}

/** A connection that both captures have. */
export interface FullPair extends Pair {
  readonly client: Connection;
  readonly server: Connection;
}

/** In the order of the client's capture; then what the server's alone holds. */
export function pairConnections(clients: readonly Connection[], servers: readonly Connection[]): Pair[] {
  const found = new Map<Connection, Connection>();
  let leftClients = clients;
  let leftServers = servers;
  for (const key of [keyWithPort, keyOf, endpointsOf]) {
    const taken = pairBy(leftClients, leftServers, key);
    for (const [client, server] of taken) found.set(client, server);
    const used = new Set(taken.values());
    leftClients = leftClients.filter((client) => !taken.has(client));
    leftServers = leftServers.filter((server) => !used.has(server));
  }
  return [
    ...clients.map((client): Pair => ({ client, server: found.get(client) })),
    ...leftServers.map((server): Pair => ({ client: undefined, server })),
  ];
}

/** Whether both captures have it. */
export function isFull(pair: Pair): pair is FullPair {
  return pair.client !== undefined && pair.server !== undefined;
}

/** Each client's connection with the first of the server's that has the same key and is not taken. */
function pairBy(
  clients: readonly Connection[],
  servers: readonly Connection[],
  key: (connection: Connection) => string,
): Map<Connection, Connection> {
  const waiting = new Map<string, { readonly list: Connection[]; next: number }>();
  for (const server of servers) {
    const known = waiting.get(key(server));
    if (known === undefined) waiting.set(key(server), { list: [server], next: 0 });
    else known.list.push(server);
  }
  const taken = new Map<Connection, Connection>();
  for (const client of clients) {
    const candidates = waiting.get(key(client));
    const server = candidates?.list[candidates.next];
    if (candidates === undefined || server === undefined) continue;
    candidates.next += 1;
    taken.set(client, server);
  }
  return taken;
}

function keyWithPort(connection: Connection): string {
  return `${keyOf(connection)} ${connection.server.port}`;
}

/** The client's initial sequence number; where the handshake was not captured, both endpoints. */
function keyOf(connection: Connection): string {
  const { isn } = connection.clientSide;
  return isn === undefined ? endpointsOf(connection) : `isn ${isn}`;
}

/** Both endpoints. */
export function endpointsOf({ client, server }: Connection): string {
  return `${client.address} ${client.port} ${server.address} ${server.port}`;
}
