/** TLS in words, and what all causes that speak of a refused session start from (RFC 8446 §6, RFC 5246 §7.2). */
import type { Assessment } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, FinFact, ResetFact, TlsFact } from '../model/fact.ts';
import { closingFin, closingReset, count, hints } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

/** Alert descriptions that end a session. */
const DESCRIPTIONS: ReadonlyMap<number, string> = new Map([
  [10, 'unexpected message'],
  [20, 'bad record MAC'],
  [21, 'decryption failed'],
  [22, 'record overflow'],
  [40, 'handshake failure'],
  [41, 'no certificate'],
  [42, 'bad certificate'],
  [43, 'unsupported certificate'],
  [44, 'certificate revoked'],
  [45, 'certificate expired'],
  [46, 'certificate unknown'],
  [47, 'illegal parameter'],
  [48, 'unknown certificate authority'],
  [49, 'access denied'],
  [50, 'decode error'],
  [51, 'decrypt error'],
  [70, 'protocol version'],
  [71, 'insufficient security'],
  [80, 'internal error'],
  [86, 'inappropriate fallback'],
  [109, 'missing extension'],
  [110, 'unsupported extension'],
  [112, 'unrecognised name'],
  [113, 'bad certificate status response'],
  [115, 'unknown PSK identity'],
  [116, 'certificate required'],
  [120, 'no application protocol'],
  [121, 'encrypted ClientHello required'],
]);

/** Broader causes: what an ending looks like where nobody knows of the alert. */
export const BROADER: readonly string[] = [
  'fatal-tls-alert',
  'normal-close',
  'half-close',
  'reset-after-close',
  'abortive-close',
  'unread-data-at-close',
  'client-abort',
  'closed-without-response',
  'server-idle-timeout',
];

/** Alerts about the peer's certificate: only who asked for it and checked it sends them. */
export const CERTIFICATE_ALERTS: ReadonlySet<number> = new Set([41, 42, 43, 44, 45, 46, 48]);

/** A session that one end refused, and the packet that closed the connection. */
export interface Refusal {
  readonly tls: TlsFact;
  readonly by: Side;
  /** Undefined where it is encrypted. */
  readonly alert: number | undefined;
  readonly close: ResetFact | FinFact;
}

export function refusalOf(facts: Facts): Refusal | undefined {
  const tls = facts.tls?.[0];
  const close = closingReset(facts) ?? closingFin(facts);
  if (tls?.refusal === undefined || close === undefined) return undefined;
  return { tls, by: tls.refusal.by, alert: tls.refusal.alert, close };
}

/** "70, protocol version" */
export function nameAlert(alert: number): string {
  const name = DESCRIPTIONS.get(alert);
  return name === undefined ? `${alert}` : `${alert}, ${name}`;
}

/** "the server sent a fatal TLS alert: 70, protocol version" */
export function refusalText({ by, alert, tls }: Refusal): string {
  if (alert !== undefined) return `the ${by} sent a fatal TLS alert: ${nameAlert(alert)}`;
  if (tls.refusal?.inHello === true)
    return 'the server closed right behind its ServerHello, without waiting for the client’s part of the handshake';
  if (tls.refusal?.behindHello === true)
    return 'the server’s part of the handshake ends in a record of an encrypted alert’s size';
  const asked = by === 'client' ? 'the server’s part of the handshake' : 'the end of the handshake';
  const records = tls.refusal?.twice === true ? 'is two records' : 'is a record';
  return `the ${by}’s whole answer to ${asked} ${records} of an encrypted alert’s size`;
}

/** The assessment of a cause that says more than the alert, from the evidence for what it says. */
export function assessRefusal(facts: Facts, refusal: Refusal, found: readonly Evidence[], summary: string): Assessment {
  const { by, close } = refusal;
  const evidence = [...found, ...senderEvidence(facts, close.from, close.packets[0])];
  const plainTurns = facts.turn?.[0]?.turnsBeforeTls;
  if (plainTurns !== undefined) {
    const text = `TLS began within the connection, after ${count(plainTurns, 'message')} in plain text`;
    evidence.push(hints(refusal.tls, text));
  }
  if (close.from !== by) evidence.push(hints(close, `the ${close.from} closed upon it`));
  return { evidence, closer: `${by} application`, summary };
}

/** That what the server said was no answer. */
export function ticketEvidence(facts: Facts): Evidence[] {
  const tls = facts.tls?.[0];
  if (tls?.tickets === undefined) return [];
  const text = `all that the server said behind the handshake is ${tls.tickets} records of one size, as session tickets are`;
  return [hints(tls, text)];
}

/** "the client offered TLS 1.2 at most"; nothing where that is not known. */
export function offerEvidence(tls: TlsFact): Evidence[] {
  if (tls.offered === undefined) return [];
  const chosen = tls.chosen === undefined ? '' : `, and the server chose ${tls.chosen}`;
  return [hints(tls, `the client offered ${tls.offered} at most${chosen}`)];
}
