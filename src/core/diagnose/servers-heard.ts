/**
 * Whether the capture holds a packet of any server. Where only one direction passes (asymmetric routes, a mirror of one line, a filter
 * by source), none is there, and that nobody answered a SYN says nothing.
 */
import type { Ttls } from '../connection/ended-connection.ts';
import type { Connection } from '../model/connection.ts';

/** What a connection says of it. */
export interface Heard {
  /** What came from the server. */
  readonly serverTtls: Ttls;
  /** The client acknowledges what the server must have said. */
  readonly isServerAcknowledged: boolean;
}

/** Gathers it from all connections. */
export class ServersHeard {
  #heard = false;
  #acknowledged = false;

  /** Takes in a connection. */
  note({ serverTtls, isServerAcknowledged }: Heard): void {
    if (serverTtls.packets > 0) this.#heard = true;
    else if (isServerAcknowledged) this.#acknowledged = true;
  }

  /** Not one server is, and some must have said something. */
  get areLeftOut(): boolean {
    return this.#acknowledged && !this.#heard;
  }
}

/** Whether the client of a connection that is known as plain data acknowledges anything. */
export function acknowledgesServer({ clientSide }: Connection): boolean {
  return clientSide.lastAck !== undefined && clientSide.lastAck !== 0;
}
