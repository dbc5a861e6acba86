/**
 * What the capture leaves out of a server’s connections altogether. A filter for SYN, FIN and RST, as many take to keep captures
 * small, lets no bare acknowledgement through, and no payload but that of a FIN: then no connection shows whether something was
 * said on it. Where only one direction passes (asymmetric routes, a mirror of one line, a filter by source), no packet of the server
 * is there, and that nobody answered a SYN says nothing. Bounded: the servers not met for longest are forgotten.
 */
import type { HostKey } from '../bytes/host-key.ts';
import type { Connection } from '../model/connection.ts';
import { BoundedRows } from './bounded-rows.ts';

/** What a connection has of its server, and what it must have had. */
export interface Holding {
  /** It has a segment without payload, SYN, FIN and RST. */
  readonly hasBareAck: boolean;
  /** It has none although it must have had one: who closes with a FIN has had its handshake (RFC 9293 §3.5). */
  readonly lacksBareAck: boolean;
  /** It has a packet of the server. */
  readonly isServerHeard: boolean;
  /** The client acknowledges what the server must have said. */
  readonly isServerAcknowledged: boolean;
}

const ACKS = 1;
const LACKED_ACKS = 2;
const PACKETS = 4;
const LACKED_PACKETS = 8;

/** As many servers are remembered at least, and twice as many at most. */
const SERVERS_MIN = 4096;

/** Gathers it from all connections, by server: what other hosts do says nothing of it. */
export class LeftOut {
  readonly #rows = new BoundedRows(SERVERS_MIN);
  readonly #seen = new Uint8Array(this.#rows.rows);

  /** Takes in a connection to this server. */
  note(server: HostKey, { hasBareAck, lacksBareAck, isServerHeard, isServerAcknowledged }: Holding): void {
    const row = this.#rows.entry(server);
    const known = this.#rows.isNew ? 0 : (this.#seen[row] as number);
    const acks = hasBareAck ? ACKS : lacksBareAck ? LACKED_ACKS : 0;
    const packets = isServerHeard ? PACKETS : isServerAcknowledged ? LACKED_PACKETS : 0;
    this.#seen[row] = known | acks | packets;
  }

  /** Not one connection to this server has a bare acknowledgement, and some must have had. */
  acksOf(server: HostKey): boolean {
    return (this.#of(server) & (ACKS | LACKED_ACKS)) === LACKED_ACKS;
  }

  /** The server was never heard, and must have said something. */
  packetsOf(server: HostKey): boolean {
    return (this.#of(server) & (PACKETS | LACKED_PACKETS)) === LACKED_PACKETS;
  }

  #of(server: HostKey): number {
    const row = this.#rows.get(server);
    return row < 0 ? 0 : (this.#seen[row] as number);
  }
}

/** The same of a connection that is known as plain data. */
export function holdingOf({ history, clientSide, serverSide }: Connection): Holding {
  const hasBareAck = /a/i.test(history);
  return {
    hasBareAck,
    lacksBareAck: !hasBareAck && serverSide.syns > 0 && /f/i.test(history),
    isServerHeard: serverSide.packets > 0,
    isServerAcknowledged: clientSide.lastAck !== undefined && clientSide.lastAck !== 0,
  };
}
