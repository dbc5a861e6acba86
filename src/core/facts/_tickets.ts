/**
 * Session tickets of TLS 1.3 (RFC 8446 §4.6.1): a server sends them of its own accord when it has the client's Finished, dressed
 * as data. Where a request came right behind the Finished they look like its answer. One server makes all tickets of a session
 * alike, and mostly two or more of them (OpenSSL, BoringSSL, GnuTLS, rustls): nothing but records of one size is no answer.
 */
import type { Connection } from '../model/connection.ts';
import type { KeptPacket } from '../model/packet.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { isFarewell } from './_farewell.ts';
import { seqDistance, spokenPackets } from './_packets.ts';

/** Turns where the server speaks behind a request of the client: all tickets after it, or one before it and the rest after. */
const ALL_BEHIND = 4;
const SPLIT = 6;
/** A header of 5 bytes; of a ticket a lifetime, an age, a nonce and an identity of some length; content type and tag. */
const HEADER = 5;
const TICKET_MIN = 64;
/** More does not fit into an utterance's detail. */
const TICKET_MAX = 4094;
const TICKETS_MAX = 4;
const AT_ONCE: TimeNs = 1 * SECOND;
/** A close_notify may come behind them. */
const ALERT = 24;

/** Packets with what are tickets by all that shows, and how many those are. */
export interface Tickets {
  readonly packets: readonly KeptPacket[];
  readonly count: number;
}

/** The connection last asked about, and its answer: several extractors ask. */
let asked: Connection | undefined;
let answer: Tickets | undefined;

/** The tickets that are all the server said behind the client's first request; undefined where it may have said more. */
export function ticketsOf(connection: Connection): Tickets | undefined {
  if (connection !== asked) {
    asked = connection;
    answer = findTickets(connection);
  }
  return answer;
}

function findTickets(connection: Connection): Tickets | undefined {
  const { serverSide, turns } = connection;
  const { firstSaid, lastSaid, missedBytes } = serverSide;
  const { kind, detail: length } = lastSaid;
  if (firstSaid.tls?.version !== 'TLS 1.3' || turns < ALL_BEHIND || turns > SPLIT + 1) return undefined;
  if (missedBytes > 0 || kind !== 'tls-data' || length < TICKET_MIN || length > TICKET_MAX) return undefined;
  if (!asksBehindFinished(connection)) return undefined;
  const spoken = spokenPackets(connection);
  // A goodbye of the client is no turn.
  const isLeft = connection.turn?.by === 'client';
  if (isLeft && !isGoodbye(connection, spoken)) return undefined;
  const last = spoken.findLastIndex(({ from }) => from === 'server');
  const start = spoken.slice(0, last + 1).findLastIndex(({ from }) => from === 'client') + 1;
  const packets = ofServer(spoken.slice(start));
  // Where the beginning of the turn was not kept, two of one size at once are those that it began with.
  const isWhole = start > 0 || spoken[0]?.number === connection.turn?.number || areAtOnce(packets);
  const count = isWhole ? countOf(packets, HEADER + length) : 0;
  if (count === 0 || count > TICKETS_MAX) return undefined;
  if (turns - Number(isLeft) === ALL_BEHIND) return count > 1 ? { packets, count } : undefined;
  if (turns - Number(isLeft) !== SPLIT) return undefined;
  const countBefore = countOf(ofServer(spoken.slice(0, start)).slice(-1), HEADER + length);
  return countBefore > 0 ? { packets, count: count + countBefore } : undefined;
}

/** The client said more than its Finished and a goodbye. */
function asksBehindFinished({ clientSide, finishedEnd }: Connection): boolean {
  if (finishedEnd === undefined) return false;
  return seqDistance(clientSide.nextSeq, finishedEnd) - Number(clientSide.fins > 0) > 2 * ALERT;
}

/** All that the client said since the server spoke is a goodbye. */
function isGoodbye(connection: Connection, spoken: readonly KeptPacket[]): boolean {
  const last = spoken.findLastIndex(({ from }) => from === 'server');
  return last >= 0 && spoken.slice(last + 1).every((packet) => isFarewell(connection, packet));
}

function areAtOnce(packets: readonly KeptPacket[]): boolean {
  const [first] = packets;
  return first !== undefined && packets.every(({ timeNs }) => timeNs - first.timeNs < AT_ONCE);
}

function ofServer(spoken: readonly KeptPacket[]): readonly KeptPacket[] {
  return spoken.filter(({ from }) => from === 'server');
}

/** How many records of this size these packets are, with or without a goodbye behind them; 0 where they are something else. */
function countOf(packets: readonly KeptPacket[], size: number): number {
  const from = packets[0]?.seq ?? 0;
  const ends = packets.map(({ seq, payloadLength }) => seqDistance((seq + payloadLength) >>> 0, from));
  const bytes = Math.max(0, ...ends);
  return bytes % size === 0 || bytes % size === ALERT ? Math.floor(bytes / size) : 0;
}
