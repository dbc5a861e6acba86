/**
 * Who had the word when the connection was closed, for how long, and how long nothing had been said. A TLS close_notify is
 * part of the close and no word, nor are session tickets one. Where only one direction was captured nobody knows whose turn it was.
 */
import type { Connection, Turn } from '../model/connection.ts';
import type { TurnFact } from '../model/fact.ts';
import type { KeptPacket } from '../model/packet.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { isFarewell } from './_farewell.ts';
import {
  closingIndex,
  closingPacket,
  closingTime,
  hasReset,
  isReset,
  onlySide,
  refer,
  seqDistance,
  spokenPackets,
} from './_packets.ts';
import { ticketsOf } from './_tickets.ts';

/** Shorter silences are part of an exchange. */
const IDLE_MIN: TimeNs = 1 * SECOND;

export const extractor: Extractor = {
  id: 'turn',
  extract: (connection, surroundings) => {
    if (connection.turn === undefined || onlySide(connection) !== undefined) return [];
    const spoken = spokenPackets(connection);
    const { turn, turns, activeNs } = beforeFarewell(connection, connection.turn, spoken);
    const { clientSide, serverSide } = connection;
    const closedNs = closingTime(connection);
    const bytes = bytesOf(connection, turn, spoken);
    const quietNs = closedNs - activeNs;
    const closer = turn.by === 'server' && quietNs >= IDLE_MIN ? closingPacket(connection)?.from : undefined;
    return [
      {
        kind: 'turn',
        by: turn.by,
        ageNs: closedNs - turn.sinceNs,
        sinceStartNs: closedNs - connection.startNs,
        quietNs,
        repeating: repeatingOf(connection, spoken, activeNs, closedNs),
        idleBeforeNs: turn.idleBeforeNs,
        turns,
        turnsBeforeTls: connection.turnsBeforeTls,
        bytes,
        otherBytes: turn.by === 'client' ? serverSide.payloadBytes : clientSide.payloadBytes,
        clientBytes: clientSide.payloadBytes,
        serverBytes: serverSide.payloadBytes,
        timer: closer && surroundings.idleTimerOf?.(connection, closer, quietNs),
        together: closer && surroundings.closedTogether?.(connection, closer, closedNs),
        packets: refer(connection, turn.number),
      },
    ];
  },
};

interface Conversation {
  readonly turn: Turn;
  readonly turns: number;
  readonly activeNs: TimeNs;
}

/**
 * The conversation up to its last word; as the tracker has it where nobody said goodbye, or nothing before was kept. The
 * tracker stops listening at the first reset, also at one that both ends ignored.
 */
function beforeFarewell(connection: Connection, turn: Turn, spoken: readonly KeptPacket[]): Conversation {
  const { turns, activeNs } = connection;
  const tickets = ticketsOf(connection)?.packets;
  const lastWord = spoken.findLastIndex(
    (packet) => tickets?.includes(packet) !== true && !isFarewell(connection, packet),
  );
  const last = spoken[lastWord];
  if (last === undefined && tickets?.[0] !== undefined) return behindRequest(connection, tickets[0]);
  const wentOn =
    hasReset(connection) && connection.packets.slice(0, Math.max(0, closingIndex(connection))).some(isReset);
  if (last === undefined || (lastWord === spoken.length - 1 && !wentOn)) return { turn, turns, activeNs };
  if (last.from === turn.by && turn.number <= last.number) return { turn, turns, activeNs: last.timeNs };
  const other = spoken.slice(0, lastWord).findLastIndex((packet) => packet.from !== last.from);
  const start = spoken[other + 1] as KeptPacket;
  const idleBeforeNs = start.timeNs - (spoken[other]?.timeNs ?? start.timeNs);
  return {
    turn: { by: last.from, sinceNs: start.timeNs, number: start.number, idleBeforeNs },
    turns: wentOn ? turns + 1 : Math.max(1, turns - 1),
    activeNs: last.timeNs,
  };
}

/** The request that only tickets came behind, where none of its packets was kept: it was said before the first of those. */
function behindRequest({ clientSide, turns }: Connection, ticket: KeptPacket): Conversation {
  const { lastDataNs = ticket.timeNs, lastDataNumber = ticket.number } = clientSide;
  const isLast = lastDataNumber < ticket.number;
  const sinceNs = isLast ? lastDataNs : ticket.timeNs;
  const turn: Turn = { by: 'client', sinceNs, number: isLast ? lastDataNumber : ticket.number, idleBeforeNs: 0 };
  return { turn, turns: turns - (isLast ? 1 : 2), activeNs: sinceNs };
}

/** What was said last had been said before: since when, where the packets kept show it. */
function repeatingOf(
  connection: Connection,
  spoken: readonly KeptPacket[],
  activeNs: TimeNs,
  closedNs: TimeNs,
): TurnFact['repeating'] {
  const latest = spoken.findLast(({ timeNs }) => timeNs === activeNs);
  if (latest === undefined) return undefined;
  const own = spoken.filter((packet) => packet.from === latest.from && packet.number <= latest.number);
  const first = own.findIndex((packet) => seqDistance(seqEnd(packet), seqEnd(latest)) >= 0);
  const firstSaid = own[first];
  if (firstSaid === undefined || firstSaid === latest) return undefined;
  // Of more packets than are kept, the oldest may be a repetition itself.
  return { sinceNs: closedNs - firstSaid.timeNs, sinceKnown: first > 0 || connection.keptAll };
}

/** The sequence number behind its payload: a FIN may come with a repetition. */
function seqEnd({ seq, payloadLength }: KeptPacket): number {
  return (seq + payloadLength) >>> 0;
}

/** Bytes of that turn without the goodbye, where all its packets were kept. */
function bytesOf(connection: Connection, turn: Turn, spoken: readonly KeptPacket[]): number | undefined {
  let bytes: number | undefined;
  for (const packet of spoken) {
    if (packet.number < turn.number) continue;
    if (bytes === undefined && (packet.number !== turn.number || packet.from !== turn.by)) return undefined;
    bytes ??= 0;
    if (packet.from === turn.by && !isFarewell(connection, packet)) bytes += packet.payloadLength;
  }
  return bytes;
}
