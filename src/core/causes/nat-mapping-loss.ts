/**
 * A device that translates addresses lost the mapping of a connection under way. What comes next is for an address of its own, on
 * which nobody listens, and its own kernel resets it; what the server still sends goes untranslated to a client that knows no such
 * connection.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { deviceReset } from './_device-reset.ts';
import { closingReset, hints, IDLE_MIN, supports } from './_evidence.ts';
import { withForgotten } from './_witness.ts';

export const cause: Cause = {
  id: 'nat-mapping-loss',
  title: 'an address translation lost the mapping of the connection',
  severity: 'failure',
  refines: ['half-open-connection', 'injected-reset'],
  wouldBeProvedBy: [
    'captures at both ends: the server never got what was reset, and what it sends later comes to the client from another address',
    'conntrack -E on the device: a DESTROY of the connection before its end',
  ],
  advice: [
    'Find out what removed the mapping: a reload of the rules, conntrack -D or -F, a failover, a full table',
    'Let clients retry on a new connection',
  ],
  weigh: withForgotten(
    {
      meanings: ['mapping-deleted', 'mapping-expired'],
      translates: ['client', 'both'],
      summary: 'The device that translates the address lost the connection while it was open',
    },
    (facts) => whereMoved(facts) ?? whereReset(facts),
  ),
};

/** The device made another mapping, which the server does not know. */
function whereMoved(facts: Facts): Assessment | undefined {
  const other = facts['other-end']?.[0];
  const reset = closingReset(facts);
  if (other?.moved === undefined || reset?.from !== 'server') return undefined;
  const { from, to } = other.moved;
  const text = `in the capture made at the server the connection came from ${from}, and what was reset came from ${to}: the device made a new mapping`;
  return {
    evidence: [supports(other, text), hints(reset, 'the server knows no connection from there')],
    closer: 'middlebox',
    summary:
      'The device that translates the address lost the connection and made a new mapping, which the server did not know',
  };
}

/** The device answers itself. */
function whereReset(facts: Facts): Assessment | undefined {
  const found = deviceReset(facts);
  if (found === undefined || (found.reset.sinceHeardNs ?? 0) >= IDLE_MIN) return undefined;
  const { reset, evidence } = found;
  const text =
    'a bare reset in the middle of an exchange, from a device: one that translates answers itself when the mapping is gone';
  return {
    evidence: [hints(reset, text), ...evidence, ...strangerEvidence(facts)],
    closer: 'middlebox',
    summary: 'The device that translates the address lost the connection, and answered the next packet itself',
  };
}

/** The server was not told, and what it sends is no longer translated. */
function strangerEvidence(facts: Facts): Evidence[] {
  const stray = facts.stranger?.find(({ isSynAck }) => !isSynAck);
  const answered = facts.reset?.[0];
  if (stray === undefined || answered === undefined) return [];
  const met = stray.wasReset ? ', and the client’s kernel reset it' : '';
  const when = stray.packets[0] < answered.packets[0] ? 'before that' : 'later';
  return [
    supports(
      stray,
      `${when} a segment that acknowledges this client’s data came from ${stray.from}, untranslated${met}`,
    ),
  ];
}
