/**
 * A proxy ends the client's connection and begins one of its own to the server: two connections with numbers and addresses of
 * their own that nothing ties together but when they were, where they went, and how much they carried.
 */
import type { Connection } from '../model/connection.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import type { Pair } from './pair-captures.ts';

/** The server's side of a connection that a device ended, as the server's capture has it. */
export interface Joined {
  readonly connection: Connection;
  /** It carried as many bytes each way. */
  readonly isSameSize: boolean;
}

/** Connections of one size, or to one port, that are compared; where there are more, none is told from another. */
const ALIKE_MAX = 64;

/** Handshakes compare clocks better than this. */
const SLACK: TimeNs = 1 * MILLISECOND;

/** Without a handshake in both captures, clocks that are set by NTP differ by less. */
const UNKNOWN_CLOCKS: TimeNs = 5 * SECOND;

/** Fewer bytes than this both ways are alike by chance. */
const BYTES_MIN = 64;

/**
 * For connections that the client's capture alone has: the one that the server's capture alone has and that began meanwhile,
 * where there is one only, and it is so of one client's only. `offsetOf` is by how much the server's clock is ahead.
 */
export function findJoined(
  pairs: readonly Pair[],
  offsetOf: (client: Connection) => TimeNs | undefined,
): ReadonlyMap<Connection, Joined> {
  const bySize = new Map<string, Connection[]>();
  const byService = new Map<string, Connection[]>();
  for (const { client, server } of pairs) {
    if (client !== undefined || server === undefined || server.openedBy !== 'syn') continue;
    const size = sizeOf(server);
    if (size !== undefined) note(bySize, size, server);
    note(byService, serviceOf(server), server);
  }
  const found = new Map<Connection, Joined>();
  const taken = new Map<Connection, number>();
  for (const { client, server } of pairs) {
    if (client === undefined || server !== undefined || client.handshake.ackNs === undefined) continue;
    const joined = choose(client, bySize, byService, offsetOf(client));
    if (joined === undefined) continue;
    found.set(client, joined);
    taken.set(joined.connection, (taken.get(joined.connection) ?? 0) + 1);
  }
  return new Map([...found].filter(([, { connection }]) => taken.get(connection) === 1));
}

function choose(
  client: Connection,
  bySize: ReadonlyMap<string, readonly Connection[]>,
  byService: ReadonlyMap<string, readonly Connection[]>,
  offset: TimeNs | undefined,
): Joined | undefined {
  const size = sizeOf(client);
  const alike = onlyMeanwhile(client, size === undefined ? [] : (bySize.get(size) ?? []), offset);
  if (alike !== undefined) return { connection: alike, isSameSize: true };
  if (offset === undefined) return undefined;
  const only = onlyMeanwhile(client, byService.get(serviceOf(client)) ?? [], offset);
  return only === undefined ? undefined : { connection: only, isSameSize: false };
}

/** The only one of them that began while the client's connection stood. */
function onlyMeanwhile(
  client: Connection,
  candidates: readonly Connection[],
  offset: TimeNs | undefined,
): Connection | undefined {
  if (candidates.length > ALIKE_MAX) return undefined;
  const slack = offset === undefined ? UNKNOWN_CLOCKS : SLACK;
  const began = candidates.filter(
    ({ startNs }) =>
      startNs >= client.startNs + (offset ?? 0) - slack && startNs <= client.lastNs + (offset ?? 0) + slack,
  );
  return began.length === 1 ? began[0] : undefined;
}

function note(map: Map<string, Connection[]>, key: string, connection: Connection): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [connection]);
  else if (known.length <= ALIKE_MAX) known.push(connection);
}

/** Bytes each way; undefined where they are too few, or partly missing. */
function sizeOf({ clientSide, serverSide }: Connection): string | undefined {
  const up = clientSide.streamBytes;
  const down = serverSide.streamBytes;
  if (up === 0 || down === 0 || up + down < BYTES_MIN || clientSide.missedBytes + serverSide.missedBytes > 0) {
    return undefined;
  }
  return `${up} ${down}`;
}

function serviceOf({ server: { address, port } }: Connection): string {
  return `${address} ${port}`;
}
