/**
 * A stateful firewall lost its table: a failover without synchronisation, a reload, a flush. To it, every connection under way is
 * one that it has not seen begin, and it resets or drops the next packet.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, StallFact } from '../model/fact.ts';
import type { ForgottenTogether } from '../model/service.ts';
import { deviceReset } from './_device-reset.ts';
import { count, duration, hints, IDLE_MIN, supports } from './_evidence.ts';
import { isSmallEnough, isWhatEnded } from './_stall.ts';
import { withForgotten } from './_witness.ts';

/** Repetitions without an answer that are more than ordinary loss. */
const REPETITIONS_MIN = 3;

export const cause: Cause = {
  id: 'firewall-state-loss',
  title: 'a firewall lost its table of connections',
  severity: 'failure',
  wouldBeProvedBy: [
    'many connections through the same firewall that end at the same moment, whatever their servers',
    'the firewall’s log at this moment: a failover, a reload, conntrack -F',
  ],
  advice: [
    'Let firewalls that take over from each other share their table (conntrackd, session synchronisation)',
    'Let a firewall take up connections in their middle after a reload (nf_conntrack_tcp_loose)',
  ],
  refines: ['retransmission-timeout'],
  weigh: withForgotten(
    {
      meanings: ['mapping-deleted', 'no-mapping'],
      translates: [undefined],
      summary: 'A firewall on the path lost its table while the connection was open, and no longer let it through',
    },
    (facts) => whereSilent(facts) ?? whereReset(facts),
  ),
};

/** A firewall that drops what it does not know: connections from before stop together, and those that begin then get through. */
function whereSilent(facts: Facts): Assessment | undefined {
  const stall = facts.stall?.find(({ payloadLength }) => payloadLength > 0);
  if (stall === undefined || !isWhatEnded(facts, stall)) return undefined;
  if (stall.retransmissions < REPETITIONS_MIN || !isSmallEnough(facts, stall)) return undefined;
  const evidence = [...elsewhereLost(facts, stall), ...stoppedTogether(facts, stall)];
  if (evidence.length === 0) return undefined;
  return {
    evidence: [...evidence, hints(stall, 'several paths, of which the one that these took broke, look the same')],
    closer: 'middlebox',
    summary:
      'A firewall on the path no longer let the connections through that it had seen begin, and let new ones through',
  };
}

/** By captures of both ends. */
function elsewhereLost(facts: Facts, stall: StallFact): Evidence[] {
  const other = facts['other-end']?.[0];
  const around = other?.meanwhile;
  if (other === undefined || around === undefined) return [];
  if (around.began === 0 || around.lost === 0 || around.passed > around.began) return [];
  const text = `what the ${stall.side} sent did not come to the other end, like that of ${count(around.lost, 'more connection')} between these hosts; ${count(around.began, 'connection')} that began then got through`;
  return [supports(other, text)];
}

/** By other connections of the client. */
function stoppedTogether(facts: Facts, stall: StallFact): Evidence[] {
  const fact = facts.surroundings?.[0];
  const together = fact?.forgottenTogether;
  if (fact === undefined || together?.by !== 'silence' || stall.side !== 'client') return [];
  const text = `${inUse(together)}, and nothing sent on them after it was answered, while a connection that began then was served`;
  return [supports(fact, text)];
}

/** `3 connections of this client to 2 services were answered up to one moment (known to 5 ms)`. */
function inUse({ connections, services, withinNs }: ForgottenTogether): string {
  return `${count(connections, 'connection')} of this client to ${count(services, 'service')} were answered up to one moment (known to ${duration(withinNs)})`;
}

/** A bare reset of the device. */
function whereReset(facts: Facts): Assessment | undefined {
  const found = deviceReset(facts);
  if (found?.reset.from !== 'server' || (found.reset.sinceHeardNs ?? 0) >= IDLE_MIN) return undefined;
  const text =
    'a bare reset in the middle of an exchange, from a device: a firewall that lost its table takes the next packet of every connection for a strange one';
  const alone: Assessment = {
    evidence: [hints(found.reset, text)],
    closer: 'middlebox',
    summary: 'A firewall on the path no longer knew the connection, and answered the next packet with a reset',
  };
  const fact = facts.surroundings?.[0];
  const together = fact?.forgottenTogether;
  if (fact === undefined || together?.by !== 'reset') return alone;
  return {
    ...alone,
    evidence: [
      supports(fact, `${inUse(together)}, and the next packet of each met a bare reset`),
      ...found.evidence,
      ...alone.evidence,
      hints(fact, 'a rule that was loaded then, and rejects all of them, looks the same'),
    ],
    refines: ['inline-firewall-reset', 'injected-reset'],
  };
}
