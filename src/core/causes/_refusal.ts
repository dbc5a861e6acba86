/**
 * Where the reset that refused a SYN comes from: the server's kernel or something before it. Shared by the causes that
 * differ only in that; the bytes of both are the same (net/ipv4/netfilter/nf_reject_ipv4.c copies RFC 9293 §3.10.7.1).
 */
import type {
  ChecksumFact,
  Facts,
  FlowLabelFact,
  ResetFact,
  ServiceTypeFact,
  SurroundingsFact,
  TtlFact,
} from '../model/fact.ts';
import { isTooSoon, labelOf } from './_distance.ts';
import { closingReset, count, duration } from './_evidence.ts';
import { ttlOf } from './_sender.ts';

/** A refused SYN, with what tells who refused it. */
export interface Refusal {
  readonly reset: ResetFact;
  readonly ttl?: TtlFact;
  readonly label?: FlowLabelFact;
  readonly checksum?: ChecksumFact;
  readonly service?: ServiceTypeFact;
  /** It came much sooner than any SYN-ACK of that host. */
  readonly tooSoon?: { readonly fact: SurroundingsFact; readonly text: string };
}

/** The refusal that ended the connection, where one did. */
export function refusalOf(facts: Facts): Refusal | undefined {
  const reset = closingReset(facts);
  if (reset?.form !== 'refusal') return undefined;
  const [packet] = reset.packets;
  const ttl = ttlOf(facts, packet);
  const label = labelOf(facts, packet);
  const checksum = facts.checksum?.find((fact) => fact.packets[0] === packet);
  const service = facts['service-type']?.find((fact) => fact.packets[0] === packet);
  const tooSoon = soonerThanServer(facts, reset);
  return {
    reset,
    ...(ttl === undefined ? {} : { ttl }),
    ...(label === undefined ? {} : { label }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(service === undefined ? {} : { service }),
    ...(tooSoon === undefined ? {} : { tooSoon }),
  };
}

function soonerThanServer(facts: Facts, { delayNs }: ResetFact): Refusal['tooSoon'] {
  const fact = facts.surroundings?.[0];
  const answerNs = fact?.serverAnswerNs;
  if (fact === undefined || answerNs === undefined || delayNs === undefined) return undefined;
  if (!isTooSoon(delayNs, answerNs)) return undefined;
  const text = `it came after ${duration(delayNs)}, but no SYN-ACK of that host in less than ${duration(answerNs)}`;
  return { fact, text };
}

/** That this client alone was shut out of the port, where other connections show it. */
export function shutOutOf(facts: Facts): { readonly fact: SurroundingsFact; readonly text: string } | undefined {
  const fact = facts.surroundings?.[0];
  if (fact?.shutOut === undefined) return undefined;
  const { attempts, otherClients } = fact.shutOut;
  const others = count(otherClients, 'other client');
  return { fact, text: `none of this client’s ${attempts} attempts got in, and ${others} got in between them` };
}
