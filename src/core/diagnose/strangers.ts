/**
 * Segments that came to an end from somewhere it had not spoken to: a SYN-ACK that nobody asked for, a segment of no connection.
 * Behind an address translation that did not translate one direction, they belong to a connection with another address.
 */
import { hostKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import type { Asked, Stranger } from '../facts/_extractor.ts';
import type { Connection } from '../model/connection.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { ACK, type KeptPacket, RST, SYN } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';

/** As many endpoints are remembered at least, and twice as many at most. */
const ENDPOINTS_MIN = 4096;
const STRANGERS_MAX = 4;

/** `synId`: IP identification of the SYN that the capture has beside it, as it left the translation. */
interface Known extends Stranger {
  readonly synId: number | undefined;
  /** Sequence number. */
  readonly seq: number;
}

/** A SYN that was sent again, and the number that an answer to it acknowledges. */
interface AskedInVain extends Asked {
  readonly ack: number;
  readonly timeNs: TimeNs;
}

/** Remembers what came unasked, by the endpoint it came to; and whom that endpoint had asked in vain. */
export class Strangers {
  readonly #to = new BoundedMap<number, Known[]>(ENDPOINTS_MIN);
  readonly #asked = new BoundedMap<number, AskedInVain>(ENDPOINTS_MIN);

  /** Takes in a connection whose first packet was no SYN, or whose client refused the answer to its SYN, or got none. */
  note(connection: Connection): void {
    if (connection.clientSide.syns > 1 && connection.serverSide.packets === 0) this.#noteAsked(connection);
    const { packets, client, server, keptAll } = connection;
    const syn = packets.find(({ from, flags }) => from === 'client' && (flags & (SYN | ACK)) === SYN);
    const first = syn === undefined ? packets[0] : refusedAnswer(packets);
    if (first === undefined || !keptAll || (first.flags & (ACK | RST)) !== ACK) return;
    const [from, to] = first.from === 'server' ? [server, client] : [client, server];
    const known = { ...describe(from, first, packets), synId: syn?.ipId, seq: first.seq };
    // Most have one: a list that grows by `push` has room for seventeen at once.
    const list = this.#to.entry(keyOf(to), () => [known]);
    if (list[0] !== known && list.length < STRANGERS_MAX) list.push(known);
  }

  #noteAsked({ client, server, clientSide, handshake, startNs }: Connection): void {
    if (clientSide.isn === undefined || handshake.synNumber === undefined) return;
    const ack = (clientSide.isn + 1) >>> 0;
    this.#asked.entry(keyOf(client), () => ({
      address: server.address,
      number: handshake.synNumber as number,
      ack,
      timeNs: startNs,
    }));
  }

  /** The SYN to another address that the first packet of a connection, a SYN-ACK that it did not ask for, answers. */
  askedBefore({ client, server, clientSide, packets }: Connection): Asked | undefined {
    if (this.#asked.size === 0 || clientSide.syns > 0) return undefined;
    const answer = packets.find(({ from, flags }) => from === 'server' && (flags & (SYN | ACK)) === (SYN | ACK));
    const asked = answer && this.#asked.get(keyOf(client));
    if (asked === undefined || asked.ack !== answer?.ack || asked.address === server.address) return undefined;
    return answer.timeNs >= asked.timeNs ? asked : undefined;
  }

  /** What came unasked to the client of a connection, from others than its server. */
  of(connection: Connection): readonly Stranger[] {
    // Mostly nothing did, and to make a key costs more.
    if (this.#to.size === 0) return [];
    const known = this.#to.get(keyOf(connection.client)) ?? [];
    return known.filter(
      (stranger) =>
        stranger.address !== connection.server.address &&
        isSameSyn(connection, stranger.synId) &&
        !isTranslatedLater(connection, stranger),
    );
  }
}

/**
 * Scanners ask many hosts from one port by one number; a translation leaves the packet’s identification as it was. Where the
 * answer was translated, too, the client had it from whom it had asked.
 */
function isSameSyn({ packets, serverSide }: Connection, synId: number | undefined): boolean {
  if (synId === undefined) return true;
  if (synId === 0 || serverSide.syns > 0) return false;
  return packets.some(({ from, flags, ipId }) => from === 'client' && (flags & SYN) !== 0 && ipId === synId);
}

/** Captured on the machine that translates, the answer is there twice: as it came, and from the address that was asked. */
function isTranslatedLater({ serverSide }: Connection, { isSynAck, seq }: Known): boolean {
  return isSynAck && serverSide.isn === seq;
}

/** The SYN-ACK whose number the client’s bare reset bears, and which it did not acknowledge. */
function refusedAnswer(packets: readonly KeptPacket[]): KeptPacket | undefined {
  const answer = packets.find(({ from, flags }) => from === 'server' && (flags & (SYN | ACK)) === (SYN | ACK));
  if (answer === undefined || packets.some(({ from, flags }) => from === 'client' && (flags & (SYN | ACK)) === ACK)) {
    return undefined;
  }
  const reset = packets.find(({ from, flags, seq }) => from === 'client' && (flags & RST) !== 0 && seq === answer.ack);
  return reset === undefined ? undefined : answer;
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

function keyOf({ address, port }: Endpoint): number {
  return serviceKeyOf(hostKeyOf(address), port);
}
