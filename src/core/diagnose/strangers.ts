/**
 * Segments that came to an end from somewhere it had not spoken to: a SYN-ACK that nobody asked for, a segment of no connection.
 * Behind an address translation that did not translate one direction, they belong to a connection with another address.
 */
import type { Stranger } from '../facts/_extractor.ts';
import type { Connection } from '../model/connection.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { ACK, type KeptPacket, RST, SYN } from '../model/packet.ts';
import { BoundedMap } from './bounded-map.ts';

/** As many endpoints are remembered at least, and twice as many at most. */
const ENDPOINTS_MIN = 4096;
const STRANGERS_MAX = 4;

/** Remembers what came unasked, by the endpoint it came to. */
export class Strangers {
  readonly #to = new BoundedMap<string, Stranger[]>(ENDPOINTS_MIN);

  /** Takes in a connection whose first packet was no SYN. */
  note(connection: Connection): void {
    const { packets, client, server, clientSide, keptAll } = connection;
    const [first] = packets;
    if (first === undefined || clientSide.syns > 0 || !keptAll || (first.flags & (ACK | RST)) !== ACK) return;
    const [from, to] = first.from === 'server' ? [server, client] : [client, server];
    const list = this.#to.entry(keyOf(to), () => []);
    if (list.length < STRANGERS_MAX) list.push(describe(from, first, packets));
  }

  /** What came unasked to the client of a connection, from others than its server. */
  of({ client, server }: Connection): readonly Stranger[] {
    // Mostly nothing did, and to make a key costs more.
    if (this.#to.size === 0) return [];
    return (this.#to.get(keyOf(client)) ?? []).filter(({ address }) => address !== server.address);
  }
}

function describe({ address }: Endpoint, first: KeptPacket, packets: readonly KeptPacket[]): Stranger {
  const reset = packets.find((packet) => packet.from !== first.from && (packet.flags & RST) !== 0);
  return {
    address,
    number: first.number,
    timeNs: first.timeNs,
    isSynAck: (first.flags & SYN) !== 0,
    ack: first.ack,
    reset: reset?.seq === first.ack ? reset.number : undefined,
  };
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${port}`;
}
