/**
 * A device that translates addresses lost the mapping of a connection under way. What comes next is for an address of its own, on
 * which nobody listens, and its own kernel resets it; what the server still sends goes untranslated to a client that knows no such
 * connection.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { deviceReset } from './_device-reset.ts';
import { hints, IDLE_MIN, supports } from './_evidence.ts';

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
  weigh: (facts) => {
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
  },
};

/** The server was not told, and what it sends is no longer translated. */
function strangerEvidence(facts: Facts): Evidence[] {
  const stray = facts.stranger?.find(({ isSynAck }) => !isSynAck);
  const answered = facts.reset?.[0];
  if (stray === undefined || answered === undefined || stray.packets[0] < answered.packets[0]) return [];
  const met = stray.wasReset ? ', and the client’s kernel reset it' : '';
  return [
    supports(stray, `later a segment that acknowledges this client’s data came from ${stray.from}, untranslated${met}`),
  ];
}
