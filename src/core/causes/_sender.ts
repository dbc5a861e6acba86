/**
 * Whether a closing packet really comes from the host whose address it bears: TTL, IPv6 flow label, and whether that host
 * went on as if it had never sent it. Shared by every cause that blames an end.
 */

import type { Closer, Evidence, Severity } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, FinMisfit, ResetFact, TtlFact } from '../model/fact.ts';
import { tooSoonText } from './_distance.ts';
import { count, excludes, hints, speaksAgainst } from './_evidence.ts';
import { fateEvidence } from './_other-end.ts';
import { madeHere, madeHereText } from './_passage.ts';
import { resetWordsEvidence } from './_reset-words.ts';

/** The TTL comparison for the packet with this number. */
export function ttlOf(facts: Facts, packet: number): TtlFact | undefined {
  return facts.ttl?.find((fact) => fact.packets[0] === packet);
}

/** It comes as its host sends it: no router was passed since, so that the capture was made there, or in the same network. */
export function isFromHere({ relation, steady, hops }: TtlFact): boolean {
  return relation === 'same' && steady && hops === 0;
}

/** The program on the side whose address a closing packet bears; unknown where the packet came from another distance. */
export function closerBy(facts: Facts, side: Side, packet: number): Closer {
  return isForeign(facts, packet) ? 'unknown' : `${side} application`;
}

/** An ending that looks harmless deserves a look where somebody else may have sent it. */
export function severityUnlessForged(facts: Facts, packet: number, severity: Severity): Severity {
  return isForeign(facts, packet) ? 'suspicious' : severity;
}

function isForeign(facts: Facts, packet: number): boolean {
  if (ttlOf(facts, packet)?.relation === 'different' || madeHere(facts, packet) !== undefined) return true;
  return misfitsOf(facts, packet).some(({ kind }) => kind !== 'ip-id');
}

/** What in the FIN with this number does not fit its side; nothing where it is none. */
function misfitsOf(facts: Facts, packet: number): readonly FinMisfit[] {
  return facts.fin?.find((fin) => fin.packets[0] === packet)?.misfits ?? [];
}

/** How a TTL differs from its sender's others, in words. */
export function otherTtlText({ ttl, baseline, seenIn, from }: TtlFact): string {
  const others = seenIn === 'host' ? 'packets in other connections' : 'other packets';
  return `TTL ${ttl}, but the ${from}’s ${others} arrive with ${baseline}`;
}

/** The packet that was asked about last, and the answer: several causes ask about the same one. */
let asked:
  | {
      readonly facts: Facts;
      readonly side: Side;
      readonly packet: number;
      readonly evidence: readonly Evidence[];
    }
  | undefined;

/** Evidence for or against `side` itself having sent this reset or FIN. */
export function senderEvidence(facts: Facts, side: Side, packet: number): readonly Evidence[] {
  if (asked?.facts !== facts || asked.side !== side || asked.packet !== packet) {
    asked = { facts, side, packet, evidence: weighSender(facts, side, packet) };
  }
  return asked.evidence;
}

function weighSender(facts: Facts, side: Side, packet: number): Evidence[] {
  return [
    ...fateEvidence(facts, side, packet),
    ...passageEvidence(facts, packet),
    ...ttlEvidence(facts, side, packet),
    ...labelEvidence(facts, packet),
    ...hasteEvidence(facts, packet),
    ...loneEvidence(facts, packet),
    ...aliveEvidence(facts, side, packet),
    ...signatureEvidence(facts, packet),
    ...finEvidence(facts, packet),
    ...resetWordsEvidence(facts, packet),
  ];
}

function passageEvidence(facts: Facts, packet: number): Evidence[] {
  const made = madeHere(facts, packet);
  return made === undefined ? [] : [speaksAgainst(made, madeHereText(made))];
}

function ttlEvidence(facts: Facts, side: Side, packet: number): Evidence[] {
  const ttl = ttlOf(facts, packet);
  if (ttl === undefined) return [];
  const others = ttl.seenIn === 'host' ? 'packets in other connections' : 'other packets';
  if (ttl.latest !== undefined) {
    const text = `TTL ${ttl.ttl} is that of earlier packets of the ${side}, but its latest came with ${ttl.latest}`;
    return [speaksAgainst(ttl, `${text}: more than one machine speaks in its name`)];
  }
  if (ttl.relation === 'same') return [hints(ttl, `TTL ${ttl.ttl} is that of the ${side}’s ${others}`)];
  const text = otherTtlText(ttl);
  if (ttl.relation === 'different') return [speaksAgainst(ttl, text)];
  return [hints(ttl, `${text}: the same hops from another standard start value, as some systems send resets`)];
}

function labelEvidence(facts: Facts, packet: number): Evidence[] {
  const label = facts['flow-label']?.find((fact) => fact.packets[0] === packet);
  if (label?.relation !== 'zero') return [];
  return [speaksAgainst(label, 'IPv6 flow label 0, although this host labels its other packets')];
}

/** Who closes with a FIN later knew nothing of a reset in its name either, and has closed all the same. */
function aliveEvidence(facts: Facts, side: Side, packet: number): Evidence[] {
  const alive = facts['alive-after-reset']?.[0];
  const isLater = alive !== undefined && packet > alive.packets[0];
  if (isLater && facts.fin?.some(({ packets }) => packets[0] === packet)) return [];
  if (alive === undefined || alive.from !== side || !alive.notReordered) return [];
  return [excludes(alive, `the ${side} sent on after this reset, so it never knew of it`)];
}

/** Causes that know what a bare reset answers weigh its haste themselves. */
function hasteEvidence(facts: Facts, packet: number): Evidence[] {
  const reset = facts.reset?.find((fact) => fact.packets[0] === packet);
  const tooSoon = reset?.form === 'active' ? tooSoonText(facts, reset) : undefined;
  return reset === undefined || tooSoon === undefined ? [] : [speaksAgainst(reset, tooSoon)];
}

/** Whoever saw the segment that a reset answers could have made it. */
function loneEvidence(facts: Facts, packet: number): Evidence[] {
  const reset = facts.reset?.find((fact) => fact.packets[0] === packet);
  if (reset?.form !== 'active' || !reset.isAlone || ttlOf(facts, packet) !== undefined) return [];
  const text = `nothing else of the ${reset.from} was captured: whether the reset is its own does not show`;
  return [speaksAgainst(reset, text)];
}

/**
 * A socket signs all it sends. A kernel that has lost the socket mostly has lost the key with it (RFC 2385 §4.1); Linux then
 * sends nothing (tcp_v4_send_reset).
 */
function signatureEvidence(facts: Facts, packet: number): Evidence[] {
  const reset = facts.reset?.find((fact) => fact.packets[0] === packet);
  if (reset?.lacksSignatureOfSyn === true) return [hints(reset, unsignedRefusalText)];
  if (reset?.lacksSignature !== true) return [];
  if (reset.form !== 'passive')
    return [speaksAgainst(reset, `${noSignatureText(reset)}: a socket signs all that it sends`)];
  return [hints(reset, `${noSignatureText(reset)}: a kernel that lost the socket may have lost the key, too`)];
}

/** A refusal that the client does not take for one. */
export const unsignedRefusalText =
  'it lacks the TCP signature that the SYN bears: a client that checks signatures drops it, and waits on (RFC 2385 §4.1)';

/** That a reset lacks the signature, in words. */
export function noSignatureText({ from }: ResetFact): string {
  return `it lacks the TCP signature (MD5 or authentication option) that the ${from}’s other segments bear`;
}

/** An odd IP ID alone says little: offload and several processors make some. */
function finEvidence(facts: Facts, packet: number): Evidence[] {
  const fin = facts.fin?.find((fact) => fact.packets[0] === packet);
  if (fin === undefined) return [];
  return fin.misfits.map((misfit) => {
    const text = misfitText(fin.from, misfit);
    if (misfit.kind === 'ip-id') return hints(fin, text);
    const told = speaksAgainst(fin, text);
    return misfit.kind === 'other-end' || misfit.kind === 'sent-on' || misfit.kind === 'went-back'
      ? { ...told, packets: [packet, misfit.number] }
      : told;
  });
}

/** What does not fit, in words. */
export function misfitText(from: Side, misfit: FinMisfit): string {
  switch (misfit.kind) {
    case 'other-end': {
      const where = `${count(Math.abs(misfit.bytes), 'byte')} ${misfit.bytes > 0 ? 'further on' : 'before'}`;
      return `another FIN in the ${from}’s name ends its stream ${where}: not both can be its own`;
    }
    case 'behind':
      return `${count(misfit.bytes, 'byte')} behind this FIN had been acknowledged already: no stack closes before what it has sent`;
    case 'sent-on':
      return `later ${count(misfit.bytes, 'byte')} of new data came with the number of this FIN: the ${from} had not closed when it sent them`;
    case 'went-back':
      return `a later acknowledgement of the ${from} bears a number ${count(misfit.bytes, 'byte')} before the end of this FIN, which the other end had acknowledged: its sender knows nothing of it`;
    case 'ip-id':
      return `the FIN’s IP ID is ${misfit.away} away from those of the ${from}’s packets before and after it, which count up`;
    case 'unsigned':
      return `the FIN lacks the TCP signature that the ${from}’s other segments bear; a receiver with the key drops it`;
  }
}

/** Of `senderEvidence`, what makes it doubtful that this side sent the packet. */
export function senderDoubts(facts: Facts, side: Side, packet: number): Evidence[] {
  const odd = finEvidence(facts, packet).filter(({ weight }) => weight === 'hints');
  return [...senderEvidence(facts, side, packet).filter(({ weight }) => weight === 'speaks-against'), ...odd];
}
