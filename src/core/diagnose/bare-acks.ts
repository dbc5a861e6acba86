/**
 * Whether the capture holds bare acknowledgements at all. A filter for SYN, FIN and RST, as many take to keep captures small, lets
 * none through, and no payload but that of a FIN: then no connection shows whether something was said on it.
 */

import type { Connection } from '../model/connection.ts';

/** What a connection says of it. */
export interface Acknowledging {
  /** It has a segment without payload, SYN, FIN and RST. */
  readonly hasBareAck: boolean;
  /** It has none although it must have had one: who closes with a FIN has had its handshake (RFC 9293 §3.5). */
  readonly lacksBareAck: boolean;
}

/** Gathers it from all connections. */
export class BareAcks {
  #held = false;
  #lacked = false;

  /** Takes in a connection. */
  note({ hasBareAck, lacksBareAck }: Acknowledging): void {
    if (hasBareAck) this.#held = true;
    else if (lacksBareAck) this.#lacked = true;
  }

  /** Not one connection has any, and some must have had. */
  get areLeftOut(): boolean {
    return this.#lacked && !this.#held;
  }
}

/** The same of a connection that is known as plain data. */
export function acknowledgingOf({ history, serverSide }: Connection): Acknowledging {
  const hasBareAck = /a/i.test(history);
  return { hasBareAck, lacksBareAck: !hasBareAck && serverSide.syns > 0 && /f/i.test(history) };
}
