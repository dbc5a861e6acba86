/** What an extractor of facts is: it looks at one connection and its surroundings and says what they show, not why. */
import type { Connection } from '../model/connection.ts';
import type { Fact } from '../model/fact.ts';
import type { TimeNs } from '../model/time.ts';

/** What is known from other connections of the same capture when a connection is looked at. */
export interface Surroundings {
  /** TTLs of packets other than resets that other connections hold from this address, each once. */
  readonly ttlsOf: (address: string) => readonly number[];
  /** Ports of that server address that this client address tried without exchanging a byte. */
  readonly portsTried: (client: string, server: string) => number;
  /** Connections to this server that it ended the same way within 50 ms of this time, this one included. */
  readonly endedTogether: (connection: Connection, timeNs: TimeNs) => number;
}

/** Reads facts of some kinds off a connection. */
export interface Extractor {
  /** kebab-case; the file's name. */
  readonly id: string;
  readonly extract: (connection: Connection, surroundings: Surroundings) => readonly Fact[];
}

/** No other connection is known. */
export const ALONE: Surroundings = {
  ttlsOf: () => [],
  portsTried: () => 0,
  endedTogether: () => 1,
};
