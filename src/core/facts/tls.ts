/**
 * How far a TLS session got, what its hellos say, who refused it with an alert and who took leave with a close_notify (RFC
 * 8446 §4, §6, RFC 5246 §7). TLS 1.3 encrypts most alerts: then a record of an alert's size in place of what should have
 * come is all that shows, and a close_notify has the same size.
 */
import type { Connection, Turn } from '../model/connection.ts';
import type { TlsFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import type { Utterance } from '../model/utterance.ts';
import type { Extractor } from './_extractor.ts';
import { isAlertUponClose, isFarewell, isLeave } from './_farewell.ts';
import { closingIndex, closingPacket, closingTime, refer, seqDistance } from './_packets.ts';
import { ticketsOf } from './_tickets.ts';

const CLIENT_HELLO = 1;
const FATAL = 2;
const CLOSE_NOTIFY = 0;
/** Record header 5, level and description 2, content type 1, tag 16 (RFC 8446 §5.2). */
const ALERT = 24;
/** Header 5, message header 4, 32 bytes of SHA-256 or more, content type 1, tag 16: no Finished is shorter (§4.4.4). */
const FINISHED_MIN = 58;
const PROMPT_MAX: TimeNs = 1 * SECOND;

/** Turns so far when the server has said its hello, when the client has answered the server's hello, and when the server has answered that. */
const SERVER_SPOKE = 2;
const CLIENT_ANSWERED = 3;
const SERVER_ANSWERED = 4;

export const extractor: Extractor = {
  id: 'tls',
  extract: (connection) => {
    const { clientSide, serverSide, turn } = connection;
    const { firstSaid } = clientSide;
    if (!isHello(firstSaid)) return [];
    const serverSaid = serverSide.firstSaid;
    const spoken = [clientSide.lastDataNumber, serverSide.lastDataNumber, turn?.number];
    const hasServerHello = serverSaid.kind === 'tls-handshake';
    const cutIn = findCut(connection);
    const refusal = findRefusal(connection, cutIn);
    const fact: TlsFact = {
      kind: 'tls',
      stage: stageOf(connection, hasServerHello, refusal),
      offered: firstSaid.tls?.version,
      serverName: firstSaid.tls?.serverName,
      alpn: firstSaid.tls?.alpn,
      encryptedHello: firstSaid.tls?.encryptedHello,
      chosen: serverSaid.tls?.version,
      asksCertificate: serverSaid.tls?.asksCertificate === true,
      certificate: clientSide.lastSaid.tls?.certificate,
      refusal,
      cutIn,
      tickets: ticketsOf(connection)?.count,
      farewells: farewellsOf(connection, refusal),
      leaves: leavesOf(connection),
      packets: refer(connection, ...spoken.sort((a, b) => (a ?? 0) - (b ?? 0))),
    };
    return [fact];
  },
};

function isHello({ kind, detail }: Utterance): boolean {
  return kind === 'tls-handshake' && detail === CLIENT_HELLO;
}

function stageOf(
  { clientSide, turns }: Connection,
  hasServerHello: boolean,
  refusal: TlsFact['refusal'],
): TlsFact['stage'] {
  if (!hasServerHello) return 'client-hello';
  // What it says upon the close is no part of it.
  if (turns <= SERVER_SPOKE) return 'server-hello';
  const { lastSaid } = clientSide;
  if (isHello(lastSaid) || refusal?.by === 'client') return 'server-hello';
  return lastSaid.kind === 'tls-handshake' ? 'finished' : 'data';
}

/** Who broke the session off with an alert: in plain text; or, in the handshake, with a record that may be one. */
function findRefusal(connection: Connection, cutIn: TlsFact['cutIn']): TlsFact['refusal'] {
  const { clientSide, serverSide, turn, turns } = connection;
  if (isFatal(clientSide.lastSaid)) {
    return isAlertUponClose(connection) ? undefined : { by: 'client', alert: clientSide.lastSaid.detail & 0xff };
  }
  if (isFatal(serverSide.lastSaid)) {
    return hadClosed(connection) ? undefined : { by: 'server', alert: serverSide.lastSaid.detail & 0xff };
  }
  if (serverSide.firstSaid.tls?.version !== 'TLS 1.3' || turn === undefined || cutIn !== undefined) return undefined;
  if (turns === SERVER_SPOKE && turn.by === 'server') {
    if (leavesBehindHello(connection)) return { by: 'server', inHello: true };
    return endsInAlert(connection) ? { by: 'server', behindHello: true } : undefined;
  }
  const bytes = bytesOf(connection, turn);
  if (turns === CLIENT_ANSWERED && turn.by === 'client') {
    // A change of cipher may come before it, and padding be in it (§D.4, §5.4).
    return bytes !== undefined && bytes >= ALERT && bytes < FINISHED_MIN ? { by: 'client' } : undefined;
  }
  // Who looks at what the client sent does so at once; a goodbye may come at any time.
  const answers = turns === SERVER_ANSWERED && turn.by === 'server' && turn.idleBeforeNs < PROMPT_MAX;
  if (!answers || !isAlerts(connection, turn, bytes)) return undefined;
  return { by: 'server', afterNs: turn.idleBeforeNs, ...(bytes === ALERT ? {} : { twice: true }) };
}

/**
 * The server closed in the midst of its part: a record of that has not come to its end, or nothing at all came behind its hello.
 * An alert it cannot have sent then.
 */
function findCut(connection: Connection): TlsFact['cutIn'] {
  const { serverSide, turn, turns, truncatedPayload } = connection;
  const { firstSaid, lastSaid, streamBytes, largestPayload, missedBytes } = serverSide;
  if (firstSaid.kind !== 'tls-handshake' || turns !== SERVER_SPOKE || turn?.by !== 'server') return undefined;
  if (truncatedPayload || missedBytes > 0 || closingPacket(connection)?.from !== 'server') return undefined;
  if (lastSaid.missingBytes !== undefined) return 'record';
  return firstSaid.tls?.isAlone === true && streamBytes === largestPayload ? 'hello' : undefined;
}

/** The client had closed in the handshake before the server said a word: an alert then only says that the rest will not come. */
function hadClosed(connection: Connection): boolean {
  const closing = closingPacket(connection);
  const { firstSaid, lastDataNumber = 0 } = connection.serverSide;
  return closing?.from === 'client' && isFatal(firstSaid) && closing.number < lastDataNumber;
}

/** An alert, or an alert and the goodbye behind it in segments of their own (GnuTLS): nothing that answers is so short twice. */
function isAlerts({ packets }: Connection, { by, number }: Turn, bytes: number | undefined): boolean {
  if (bytes !== 2 * ALERT) return bytes === ALERT;
  const said = packets.filter((packet) => packet.from === by && packet.payloadLength > 0);
  const start = said.findIndex((packet) => packet.number === number);
  return start >= 0 && said.slice(start).every(({ payloadLength }) => payloadLength === ALERT);
}

/** Who means to go on waits for the client's part: a server that closes right behind its own has said no in it. */
function leavesBehindHello(connection: Connection): boolean {
  const closing = closingPacket(connection);
  return (
    closing?.from === 'server' && closing.timeNs - connection.activeNs < PROMPT_MAX && !connection.truncatedPayload
  );
}

/**
 * The last record of the server's part, in a segment of its own, has the size of an alert: no message of the handshake is so
 * short (an EncryptedExtensions without any has 28 bytes, RFC 8446 §4.3.1).
 */
function endsInAlert(connection: Connection): boolean {
  const closing = closingIndex(connection);
  const spoken = connection.packets
    .slice(0, closing < 0 ? undefined : closing)
    .filter((packet) => packet.payloadLength > 0);
  const last = spoken.at(-1);
  return last?.from === 'server' && last.payloadLength === ALERT && !connection.truncatedPayload;
}

/** Bytes that were said since this turn began, where its first packet was kept. */
function bytesOf({ packets }: Connection, { by, number }: Turn): number | undefined {
  const start = packets.find((packet) => packet.number === number);
  if (start === undefined) return undefined;
  let end = start.seq;
  for (const packet of packets) {
    if (packet.from !== by || packet.payloadLength === 0) continue;
    const after = (packet.seq + packet.payloadLength) >>> 0;
    if (seqDistance(after, end) > 0) end = after;
  }
  return seqDistance(end, start.seq);
}

function isFatal({ kind, detail }: Utterance): boolean {
  return kind === 'tls-alert' && detail >> 8 === FATAL && (detail & 0xff) !== CLOSE_NOTIFY;
}

/** The latest kept packet of each end that holds nothing but a close_notify, as far as its size tells. */
function farewellsOf(connection: Connection, refusal: TlsFact['refusal']): TlsFact['farewells'] {
  const numbers: { client?: number; server?: number } = {};
  for (const packet of connection.packets) {
    if (packet.from !== refusal?.by && isFarewell(connection, packet)) numbers[packet.from] = packet.number;
  }
  return numbers;
}

/** The first copy of each end's last words where they end in what may be a close_notify. */
function leavesOf(connection: Connection): TlsFact['leaves'] {
  const leaves: Record<string, { number: number; beforeCloseNs: TimeNs }> = {};
  const closedNs = closingTime(connection);
  for (const packet of connection.packets) {
    if (leaves[packet.from] !== undefined || !isLeave(connection, packet)) continue;
    leaves[packet.from] = { number: packet.number, beforeCloseNs: closedNs - packet.timeNs };
  }
  return leaves;
}
