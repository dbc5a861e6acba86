/**
 * Whether the capture holds a packet of a server. Where only one direction passes (asymmetric routes, a mirror of one line, a filter
 * by source), none is there, and that nobody answered a SYN says nothing.
 */
import type { HostKey } from '../bytes/host-key.ts';
import type { Ttls } from '../connection/ended-connection.ts';
import type { Connection } from '../model/connection.ts';
import { BoundedRows } from './bounded-rows.ts';

/** What a connection says of it. */
export interface Heard {
  /** What came from the server. */
  readonly serverTtls: Ttls;
  /** The client acknowledges what the server must have said. */
  readonly isServerAcknowledged: boolean;
}

const HEARD = 1;
const ACKNOWLEDGED = 2;

/** As many servers are remembered at least, and twice as many at most. */
const SERVERS_MIN = 4096;

/** Gathers it from all connections, by server: what other hosts do says nothing of it. */
export class ServersHeard {
  readonly #rows = new BoundedRows(SERVERS_MIN);
  readonly #seen = new Uint8Array(this.#rows.rows);

  /** Takes in a connection to this server. */
  note(server: HostKey, { serverTtls, isServerAcknowledged }: Heard): void {
    const row = this.#rows.entry(server);
    const known = this.#rows.isNew ? 0 : (this.#seen[row] as number);
    this.#seen[row] = known | (serverTtls.packets > 0 ? HEARD : isServerAcknowledged ? ACKNOWLEDGED : 0);
  }

  /** It was never heard, and must have said something. */
  isLeftOut(server: HostKey): boolean {
    const row = this.#rows.get(server);
    return row >= 0 && this.#seen[row] === ACKNOWLEDGED;
  }
}

/** Whether the client of a connection that is known as plain data acknowledges anything. */
export function acknowledgesServer({ clientSide }: Connection): boolean {
  return clientSide.lastAck !== undefined && clientSide.lastAck !== 0;
}
