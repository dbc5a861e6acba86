/**
 * The names that clients call servers by in their ClientHello (RFC 6066 §3). Texts, apart from the records, and limited in
 * number: of connections beyond that the name is not known.
 */

import type { Segment } from '../packet/segment.ts';
import { namesServer } from '../protocols/_tls-handshake-bits.ts';
import { readServerName } from '../protocols/_tls-hello.ts';
import { detailOf, kindOf } from '../protocols/_utterance-code.ts';
import { type ConnectionRecord, HAS_SERVER_NAME } from './record.ts';

/** Connections whose name is kept, at once. */
const CONNECTIONS_MAX = 131_072;

/** The names of all connections. */
export class ServerNames {
  readonly #names = new Map<number, string>();

  /** Notes what a segment says, where that is a ClientHello; of several the last. */
  note(record: ConnectionRecord, segment: Segment, said: number): void {
    if (kindOf(said) !== 'tls-handshake' || !namesServer(detailOf(said))) return;
    if (this.#names.size === CONNECTIONS_MAX && !record.has(HAS_SERVER_NAME)) return;
    const { view, payloadOffset, capturedPayload } = segment;
    const name = readServerName(view, payloadOffset, payloadOffset + capturedPayload);
    if (name === undefined) return;
    this.#names.set(record.stream, name);
    record.mark(HAS_SERVER_NAME);
  }

  read(record: ConnectionRecord): string | undefined {
    return record.has(HAS_SERVER_NAME) ? this.#names.get(record.stream) : undefined;
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (record.has(HAS_SERVER_NAME)) this.#names.delete(record.stream);
  }
}
