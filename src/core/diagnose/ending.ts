/**
 * How a connection ended as the wire shows it, in which phase, and who caused that. The first FIN or RST ended it; what
 * followed only cleared up. Who caused it is the verdict's closer, or the sender of that packet where there is no verdict.
 */
import type { Connection } from '../model/connection.ts';
import type { Closer, EndedBy, EndedHow, Ending, Phase } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { FIN, type KeptPacket, RST } from '../model/packet.ts';
import { MILLISECOND, SECOND } from '../model/time.ts';

/** Without a word for longer than this, a connection is idle. */
const IDLE_MIN = 500 * MILLISECOND;

/** A SYN without answer is a time-out once the client has repeated it, or this long has passed. */
const PATIENCE = 3 * SECOND;

/** How, when and by whom. */
export function describeEnding(connection: Connection, facts: Facts, closer: Closer): Ending {
  const closing = connection.packets.find((packet) => (packet.flags & (FIN | RST)) !== 0);
  const how = howOf(facts, closing);
  const packet = how === 'icmp' ? facts.icmp?.[0]?.packets[0] : closing?.number;
  const timeNs = how === 'icmp' ? facts.icmp?.[0]?.timeNs : closing?.timeNs;
  return {
    by: byOf(closer, closing, facts, how),
    how,
    phase: phaseOf(connection, facts),
    ...(packet === undefined ? {} : { packet }),
    ...(timeNs === undefined ? {} : { timeNs }),
  };
}

function howOf(facts: Facts, closing: KeptPacket | undefined): EndedHow {
  if (closing !== undefined) {
    const refusal = facts.reset?.some((reset) => reset.closes && reset.form === 'refusal');
    if (refusal === true) return 'refused';
    return (closing.flags & RST) !== 0 ? 'reset' : 'fin';
  }
  const handshake = facts.handshake?.[0];
  const silence = facts.silence?.[0]?.durationNs ?? 0;
  if (handshake?.stage === 'unanswered') {
    if (facts.icmp?.some((icmp) => icmp.about === 'client' && icmp.meaning !== 'other') === true) return 'icmp';
    return handshake.syns > 1 || handshake.tryingNs + silence >= PATIENCE ? 'timeout' : 'open';
  }
  const stalled = facts.stall?.some((stall) => stall.retransmissions > 2 && stall.spanNs >= SECOND);
  const unprobed = facts.probes?.some((probes) => probes.unanswered > 2);
  return stalled === true || unprobed === true ? 'timeout' : 'open';
}

function byOf(closer: Closer, closing: KeptPacket | undefined, facts: Facts, how: EndedHow): EndedBy {
  switch (closer) {
    case 'client application':
    case 'client kernel':
      return 'client';
    case 'server application':
    case 'server kernel':
      return 'server';
    case 'middlebox':
    case 'nobody':
      return closer;
    case 'unknown':
      if (closing === undefined)
        return how === 'icmp' ? 'middlebox' : how === 'open' || how === 'timeout' ? 'nobody' : 'unknown';
      return isDoubtful(facts, closing) ? 'unknown' : closing.from;
  }
}

/** The packet bears an address, but something about it is not that host's. */
function isDoubtful(facts: Facts, closing: KeptPacket): boolean {
  const concerns = (fact: { readonly packets: readonly number[] }): boolean => fact.packets[0] === closing.number;
  const ttl = facts.ttl?.find(concerns);
  const reset = facts.reset?.find(concerns);
  return (
    ttl?.relation === 'different' || reset?.form === 'stray' || facts['alive-after-reset']?.some(concerns) === true
  );
}

function phaseOf(connection: Connection, facts: Facts): Phase {
  const handshake = facts.handshake?.[0];
  const turn = facts.turn?.[0];
  if (handshake?.stage === 'unanswered' || handshake?.stage === 'answered') return 'handshake';
  if (turn === undefined) return handshake?.stage === 'complete' ? 'handshake' : 'idle';
  if (isInTlsHandshake(connection)) return 'tls';
  if (turn.by === 'client') return 'request';
  const missing = facts['missing-bytes'] !== undefined;
  if (missing) return 'response';
  return turn.quietNs >= IDLE_MIN ? 'idle' : 'response';
}

/** TLS was begun, and no application data was seen from the client. */
function isInTlsHandshake({ clientSide, serverSide }: Connection): boolean {
  if (clientSide.firstSaid.kind !== 'tls-handshake') return false;
  const { kind, detail } = clientSide.lastSaid;
  if (kind === 'tls-handshake') return true;
  const plainAlert = (said: { kind: string; detail: number }): boolean =>
    said.kind === 'tls-alert' && said.detail !== 0;
  return (kind === 'tls-alert' && detail !== 0) || plainAlert(serverSide.lastSaid);
}
