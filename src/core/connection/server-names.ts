/**
 * The names that clients call servers by in their ClientHello (RFC 6066 §3). Texts, apart from the records, and limited in
 * number: of connections beyond that the name is not known.
 */

import type { Segment } from '../packet/segment.ts';
import { namesServer } from '../protocols/_tls-handshake-bits.ts';
import { readLikeness, readServerName } from '../protocols/_tls-hello.ts';
import { detailOf, kindOf } from '../protocols/_utterance-code.ts';
import { type ConnectionRecord, HAS_SERVER_NAME } from './record.ts';

/** Connections whose name is kept, at once. */
const CONNECTIONS_MAX = 131_072;

/** A name, and what the ClientHello that says it is like. */
interface SaidName {
  readonly name: string;
  /** See `readLikeness`. */
  readonly likeness: number;
}

/** The names of all connections. */
export class ServerNames {
  readonly #names = new Map<number, SaidName>();

  /** Notes what a segment says, where that is a ClientHello; of several the last. */
  note(record: ConnectionRecord, segment: Segment, said: number): void {
    if (kindOf(said) !== 'tls-handshake' || !namesServer(detailOf(said))) return;
    if (this.#names.size === CONNECTIONS_MAX && !record.has(HAS_SERVER_NAME)) return;
    const { view, payloadOffset, capturedPayload } = segment;
    const end = payloadOffset + capturedPayload;
    const name = readServerName(view, payloadOffset, end);
    if (name === undefined) return;
    this.#names.set(record.stream, { name, likeness: readLikeness(view, payloadOffset, end) });
    record.mark(HAS_SERVER_NAME);
  }

  read(record: ConnectionRecord): SaidName | undefined {
    return record.has(HAS_SERVER_NAME) ? this.#names.get(record.stream) : undefined;
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (record.has(HAS_SERVER_NAME)) this.#names.delete(record.stream);
  }
}
