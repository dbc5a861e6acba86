/**
 * Whether the capture holds bare acknowledgements of a server’s connections at all. A filter for SYN, FIN and RST, as many take to keep captures small, lets
 * none through, and no payload but that of a FIN: then no connection shows whether something was said on it.
 */

import type { HostKey } from '../bytes/host-key.ts';
import type { Connection } from '../model/connection.ts';
import { BoundedRows } from './bounded-rows.ts';

/** What a connection says of it. */
export interface Acknowledging {
  /** It has a segment without payload, SYN, FIN and RST. */
  readonly hasBareAck: boolean;
  /** It has none although it must have had one: who closes with a FIN has had its handshake (RFC 9293 §3.5). */
  readonly lacksBareAck: boolean;
}

const HELD = 1;
const LACKED = 2;

/** As many servers are remembered at least, and twice as many at most. */
const SERVERS_MIN = 4096;

/** Gathers it from all connections, by server: what other hosts do says nothing of it. */
export class BareAcks {
  readonly #rows = new BoundedRows(SERVERS_MIN);
  readonly #seen = new Uint8Array(this.#rows.rows);

  /** Takes in a connection to this server. */
  note(server: HostKey, { hasBareAck, lacksBareAck }: Acknowledging): void {
    const row = this.#rows.entry(server);
    const known = this.#rows.isNew ? 0 : (this.#seen[row] as number);
    this.#seen[row] = known | (hasBareAck ? HELD : lacksBareAck ? LACKED : 0);
  }

  /** Not one connection to this server has any, and some must have had. */
  areLeftOut(server: HostKey): boolean {
    const row = this.#rows.get(server);
    return row >= 0 && this.#seen[row] === LACKED;
  }
}

/** The same of a connection that is known as plain data. */
export function acknowledgingOf({ history, serverSide }: Connection): Acknowledging {
  const hasBareAck = /a/i.test(history);
  return { hasBareAck, lacksBareAck: !hasBareAck && serverSide.syns > 0 && /f/i.test(history) };
}
