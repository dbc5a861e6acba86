/**
 * How far a TLS session got, what its hellos say, who refused it with an alert and who took leave with a close_notify (RFC
 * 8446 §4, §6, RFC 5246 §7). TLS 1.3 encrypts most alerts: then a record of an alert's size in place of what should have
 * come is all that shows, and a close_notify has the same size.
 */
import type { Connection } from '../model/connection.ts';
import type { TlsFact } from '../model/fact.ts';
import type { Utterance } from '../model/utterance.ts';
import type { Extractor } from './_extractor.ts';
import { isFarewell } from './_farewell.ts';
import { refer } from './_packets.ts';

const CLIENT_HELLO = 1;
const FATAL = 2;
const CLOSE_NOTIFY = 0;
/** Level and description 2, content type 1, tag 16 (RFC 8446 §5.2). */
const ALERT_RECORD = 19;

/** Turns so far when the client has answered the server's hello, and when the server has answered that. */
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
    const refusal = findRefusal(connection);
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
      farewells: farewellsOf(connection, refusal),
      packets: refer(connection, ...spoken.sort((a, b) => (a ?? 0) - (b ?? 0))),
    };
    return [fact];
  },
};

function isHello({ kind, detail }: Utterance): boolean {
  return kind === 'tls-handshake' && detail === CLIENT_HELLO;
}

function stageOf({ clientSide }: Connection, hasServerHello: boolean, refusal: TlsFact['refusal']): TlsFact['stage'] {
  if (!hasServerHello) return 'client-hello';
  const { lastSaid } = clientSide;
  if (isHello(lastSaid) || refusal?.by === 'client') return 'server-hello';
  return lastSaid.kind === 'tls-handshake' ? 'finished' : 'data';
}

/** Who broke the session off with an alert: in plain text; or, in the handshake, with a record that may be one. */
function findRefusal(connection: Connection): TlsFact['refusal'] {
  const { clientSide, serverSide, turn, turns } = connection;
  if (isFatal(clientSide.lastSaid)) return { by: 'client', alert: clientSide.lastSaid.detail & 0xff };
  if (isFatal(serverSide.lastSaid)) return { by: 'server', alert: serverSide.lastSaid.detail & 0xff };
  if (serverSide.firstSaid.tls?.version !== 'TLS 1.3' || turn === undefined) return undefined;
  const { lastSaid } = clientSide;
  if (
    turns === CLIENT_ANSWERED &&
    turn.by === 'client' &&
    (lastSaid.tls?.alertSized === true || isAlertSized(lastSaid))
  )
    return { by: 'client' };
  if (turns === SERVER_ANSWERED && turn.by === 'server' && isAlertSized(serverSide.lastSaid)) {
    return { by: 'server', afterNs: turn.idleBeforeNs };
  }
  return undefined;
}

function isFatal({ kind, detail }: Utterance): boolean {
  return kind === 'tls-alert' && detail >> 8 === FATAL && (detail & 0xff) !== CLOSE_NOTIFY;
}

function isAlertSized({ kind, detail }: Utterance): boolean {
  return kind === 'tls-data' && detail === ALERT_RECORD;
}

/** The latest kept packet of each end that holds nothing but a close_notify, as far as its size tells. */
function farewellsOf(connection: Connection, refusal: TlsFact['refusal']): TlsFact['farewells'] {
  const numbers: { client?: number; server?: number } = {};
  for (const packet of connection.packets) {
    if (packet.from !== refusal?.by && isFarewell(connection, packet)) numbers[packet.from] = packet.number;
  }
  return numbers;
}
