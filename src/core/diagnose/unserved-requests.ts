/**
 * Services that take nothing any more: what clients asked on open connections is acknowledged by the kernel and never answered. A
 * SYN that gets no answer there meanwhile has met a full queue rather than a filter, which lets the others be. Bounded: the services
 * not met for longest are forgotten, and of each only the latest connections are kept.
 */
import { type HostKey, hostKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import type { Connection } from '../model/connection.ts';
import type { TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';
import { BoundedRows } from './bounded-rows.ts';

/** Services remembered at least, and twice as many at most. */
const SERVICES_MIN = 4096;
/** Connections remembered of each service. */
const CONNECTIONS_MAX = 64;

/** What an ended connection tells of it. */
export interface Unserved {
  readonly serverKey: HostKey;
  readonly serverPort: number;
  readonly startNs: TimeNs;
  /** When the server last said something; −Infinity where it has said nothing. */
  readonly servedNs: TimeNs;
  /** All that the client said is acknowledged, the server has said nothing, and nobody has closed. */
  readonly isUnserved: boolean;
}

interface Starts {
  readonly list: TimeNs[];
  /** Where the next goes, over the oldest. */
  next: number;
}

/** Gathers them, by server address and port. */
export class UnservedRequests {
  /** When connections began on which nothing was ever answered. */
  readonly #unserved = new BoundedMap<number, Starts>(SERVICES_MIN);
  readonly #served = new BoundedRows<number>(SERVICES_MIN);
  /** Of each service: when it last said something to anybody. */
  readonly #servedNs = new Float64Array(2 * SERVICES_MIN);

  /** Takes in an ended connection. */
  note({ serverKey, serverPort, startNs, servedNs, isUnserved }: Unserved): void {
    if (isUnserved) {
      const starts = this.#unserved.entry(serviceKeyOf(serverKey, serverPort), makeStarts);
      starts.list[starts.next] = startNs;
      starts.next = (starts.next + 1) % CONNECTIONS_MAX;
      return;
    }
    if (servedNs === Number.NEGATIVE_INFINITY) return;
    const row = this.#served.entry(serviceKeyOf(serverKey, serverPort));
    if (this.#served.isNew || servedNs > (this.#servedNs[row] as number)) this.#servedNs[row] = servedNs;
  }

  /** Connections to the same service that were open when this one began, and never answered; 0 where anybody was answered since. */
  besides({ server, startNs }: Connection): number {
    const key = serviceKeyOf(hostKeyOf(server.address), server.port);
    const starts = this.#unserved.get(key)?.list ?? [];
    const row = this.#served.get(key);
    if (starts.length === 0 || (row >= 0 && (this.#servedNs[row] as number) > startNs)) return 0;
    return starts.filter((ns) => ns < startNs).length;
  }
}

function makeStarts(): Starts {
  return { list: [], next: 0 };
}

/** What a connection that is known as plain data tells of it. */
export function unservedOf(connection: Connection): Pick<Unserved, 'servedNs' | 'isUnserved'> {
  const { clientSide, serverSide, handshake } = connection;
  const isClosed = clientSide.fins + clientSide.resets + serverSide.fins + serverSide.resets > 0;
  return {
    servedNs: serverSide.lastDataNs ?? Number.NEGATIVE_INFINITY,
    isUnserved:
      handshake.ackNs !== undefined &&
      !isClosed &&
      clientSide.payloadBytes > 0 &&
      serverSide.payloadBytes === 0 &&
      serverSide.lastAck === clientSide.nextSeq,
  };
}
