/**
 * How a connection ended as the wire shows it, in which phase, and who caused that. The first FIN or RST ended it; what
 * followed only cleared up. Who caused it is the verdict's closer, or the sender of that packet where there is no verdict.
 */

import { closingFin } from '../causes/_evidence.ts';
import { isSynRepeated } from '../causes/_handshake.ts';
import { isInVain, isLostAnswer } from '../causes/_stall.ts';
import { closingPacket, isReset } from '../facts/_packets.ts';
import type { Connection } from '../model/connection.ts';
import type { Closer, EndedBy, EndedHow, Ending, Phase } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, FinFact, ResetFact } from '../model/fact.ts';
import { type KeptPacket, RST } from '../model/packet.ts';
import { MILLISECOND, SECOND } from '../model/time.ts';
import type { Utterance } from '../model/utterance.ts';

/** Without a word for longer than this, a connection is idle. */
const IDLE_MIN = 500 * MILLISECOND;

/** A handshake that does not end is a time-out once a side has repeated, or this long has passed. */
const PATIENCE = 3 * SECOND;

/** Handshake message type (RFC 8446 §4). */
const CLIENT_HELLO = 1;

/** Change of cipher (6 bytes) and an encrypted Finished of TLS 1.3; what is longer holds a request, too. */
const LONGEST_FINISHED = 80;

/** How, when and by whom. */
export function describeEnding(connection: Connection, facts: Facts, closer: Closer): Ending {
  const closing = endingPacket(connection, facts, sideOf(closer));
  const how = howOf(facts, closing);
  const packet = how === 'icmp' ? facts.icmp?.[0]?.packets[0] : closing?.number;
  const timeNs = how === 'icmp' ? facts.icmp?.[0]?.timeNs : closing?.timeNs;
  return {
    by: byOf(closer, closing, facts, how),
    how,
    phase: how === 'refused' ? 'handshake' : phaseOf(connection, facts),
    ...(packet === undefined ? {} : { packet }),
    ...(timeNs === undefined ? {} : { timeNs }),
  };
}

/** The first FIN or RST; or, where one side's half-close met a reset and that is what ended it, this reset. */
function endingPacket(connection: Connection, facts: Facts, closer: Side | undefined): KeptPacket | undefined {
  const closing = closingPacket(connection);
  if (closing === undefined || closer === undefined || closing.from === closer || isReset(closing)) return closing;
  // What ended it is the other side’s FIN, which the capture lacks.
  if (closingFin(facts)?.unseen === 1) return closing;
  return connection.packets.find((packet) => packet.from === closer && isReset(packet)) ?? closing;
}

function sideOf(closer: Closer): Side | undefined {
  if (closer === 'client application' || closer === 'client kernel') return 'client';
  return closer === 'server application' || closer === 'server kernel' ? 'server' : undefined;
}

function howOf(facts: Facts, closing: KeptPacket | undefined): EndedHow {
  if (closing !== undefined) {
    const refusal = facts.reset?.some(
      (reset) => reset.closes && (reset.form === 'refusal' || isRefusalAlone(facts, reset)),
    );
    if (refusal === true) return 'refused';
    return (closing.flags & RST) !== 0 ? 'reset' : 'fin';
  }
  const handshake = facts.handshake?.[0];
  const silence = facts.silence?.[0]?.durationNs ?? 0;
  if (handshake?.stage === 'unanswered' || handshake?.stage === 'answered') {
    const refused = facts.icmp?.some((icmp) => icmp.about === 'client' && icmp.meaning !== 'other');
    if (refused === true && handshake.stage === 'unanswered') return 'icmp';
    if (handshake.synAcks > 0) return handshake.synAcks > 1 ? 'timeout' : 'open';
    const deaf = facts.quality?.some(({ serverLeftOut, oneWay }) => serverLeftOut || oneWay === 'client');
    const isLong = deaf !== true && handshake.tryingNs + silence >= PATIENCE;
    return isSynRepeated(handshake) || isLong ? 'timeout' : 'open';
  }
  const stalled = facts.stall?.some(isInVain);
  const unprobed = facts.probes?.some((probes) => probes.unanswered > 2);
  return stalled === true || unprobed === true ? 'timeout' : 'open';
}

/** As a SYN is refused, and of the connection there is nothing else. */
function isRefusalAlone(facts: Facts, { isLikeRefusal }: ResetFact): boolean {
  return isLikeRefusal && facts.quality?.[0]?.packetCount === facts.reset?.length;
}

function byOf(closer: Closer, closing: KeptPacket | undefined, facts: Facts, how: EndedHow): EndedBy {
  switch (closer) {
    case 'client application':
    case 'client kernel':
    case 'server application':
    case 'server kernel':
      return sideOf(closer)!;
    case 'middlebox':
      return 'middlebox';
    case 'nobody':
      // The path failed, and then somebody drew the line: that ended it.
      return closing === undefined || isDoubtful(facts, closing) ? 'nobody' : closing.from;
    case 'unknown':
      if (closing === undefined) return how === 'icmp' ? 'middlebox' : isOpen(facts, how) ? 'nobody' : 'unknown';
      return isDoubtful(facts, closing) ? 'unknown' : closing.from;
  }
}

/** Nobody has ended it yet; whoever began another between the same ports shows that somebody has. */
function isOpen(facts: Facts, how: EndedHow): boolean {
  if (facts.quality?.[0]?.serverLeftOut === true) return false;
  return how === 'open' && facts.silence?.[0]?.until !== 'successor';
}

/** The packet bears an address, but something about it is not that host's, or the other side may have closed before. */
function isDoubtful(facts: Facts, closing: KeptPacket): boolean {
  const concerns = (fact: { readonly packets: readonly number[] }): boolean => fact.packets[0] === closing.number;
  if (facts.quality?.[0]?.oneWay !== undefined || wasForAnAnswer(facts)) return true;
  if (facts.fin?.some((fin) => concerns(fin) && mayBeSecond(facts, fin)) === true) return true;
  const ttl = facts.ttl?.find(concerns);
  const reset = facts.reset?.find(concerns);
  // A kernel that answers without a socket says that it does not know the connection, not who ended it.
  const unasked = reset?.form === 'passive' && !reset.afterOwnFin;
  return (
    unasked ||
    ttl?.relation === 'different' ||
    reset?.form === 'stray' ||
    facts.checksum?.some((fact) => concerns(fact) && fact.as === 'netfilter') === true ||
    facts['flow-label']?.some((fact) => concerns(fact) && fact.relation === 'zero') === true ||
    facts['service-type']?.some((fact) => concerns(fact) && fact.relation === 'zero') === true ||
    facts['alive-after-reset']?.some(concerns) === true
  );
}

/**
 * The other end took this FIN and was not seen to close, and the capture lacks some of what it had said, or the begin: its own FIN may
 * have come before.
 */
function mayBeSecond(facts: Facts, { from, acknowledged, unseen, spokeAfterUnseen }: FinFact): boolean {
  // No client asks on a connection that it knows to be closed.
  if (from === 'client' && spokeAfterUnseen && unseen > 0) return false;
  if (!acknowledged || facts.fin?.some((fin) => fin.from !== from) === true || facts.reset !== undefined) return false;
  return unseen > 0 || facts.quality?.[0]?.startedLate === true;
}

/** The client had closed its half and waited; what ended it is that the answer never came. */
function wasForAnAnswer(facts: Facts): boolean {
  const fin = closingFin(facts);
  return fin !== undefined && facts.stall?.some((stall) => isInVain(stall) && isLostAnswer(facts, stall, fin)) === true;
}

function phaseOf(connection: Connection, facts: Facts): Phase {
  const handshake = facts.handshake?.[0];
  const turn = facts.turn?.[0];
  if (handshake?.stage === 'unanswered' || handshake?.stage === 'answered') return 'handshake';
  if (turn === undefined) return phaseWithoutTurn(connection, handshake?.stage === 'complete');
  if (facts.tls?.[0]?.refusal !== undefined || isInTlsHandshake(connection, turn.bytes)) return 'tls';
  const missing = facts['missing-bytes']?.[0];
  // What a client says while it is answered in HTTP/2 does not interrupt that.
  if (turn.by === 'client' && missing?.streams === undefined) return 'request';
  // Who waits for room has more to say.
  if (missing !== undefined || facts['zero-window'] !== undefined) return 'response';
  return turn.quietNs >= IDLE_MIN ? 'idle' : 'response';
}

/** Nobody spoke; or only one direction was captured, whose last word is all there is to go by. */
function phaseWithoutTurn({ turn, clientSide, serverSide }: Connection, established: boolean): Phase {
  if (turn !== undefined) return turn.by === 'client' ? 'request' : 'response';
  // The numbers tell that they spoke; one byte may be a FIN.
  if (serverSide.streamBytes > 1) return 'response';
  if (clientSide.streamBytes > 1) return 'request';
  return established ? 'handshake' : 'idle';
}

/** A client's ClientHello or its Finished with nothing behind it; a plain alert of either end. */
function isInTlsHandshake({ clientSide, serverSide }: Connection, turnBytes: number | undefined): boolean {
  if (clientSide.firstSaid.kind !== 'tls-handshake') return false;
  if (isPlainAlert(clientSide.lastSaid) || isPlainAlert(serverSide.lastSaid)) return true;
  const { kind, detail } = clientSide.lastSaid;
  if (kind !== 'tls-handshake') return false;
  if (detail === CLIENT_HELLO) return true;
  if (serverSide.lastSaid.kind === 'tls-data' || serverSide.lastSaid.detail === 0) return false;
  return turnBytes === undefined || turnBytes <= LONGEST_FINISHED || detail !== 0;
}

function isPlainAlert({ kind, detail }: Utterance): boolean {
  return kind === 'tls-alert' && detail !== 0;
}
