/**
 * The server behind a service or load balancer was taken out while connections to it were open: the device forgets them and answers
 * the next packet with a reset.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { deviceReset } from './_device-reset.ts';
import { hints, IDLE_MIN } from './_evidence.ts';
import { withForgotten } from './_witness.ts';

export const cause: Cause = {
  id: 'endpoint-removal',
  title: 'the server was taken out of its service',
  severity: 'failure',
  wouldBeProvedBy: [
    'the orchestrator’s events at this moment: the endpoint removed, the pod terminated',
    'new connections to the same address that are refused, or go to another server',
  ],
  advice: [
    'Drain: let connections end before the endpoint is taken out (preStop, terminationGracePeriodSeconds, deregistration delay)',
    'Let clients retry on a new connection',
  ],
  weigh: withForgotten(
    {
      meanings: ['mapping-deleted'],
      translates: ['server', 'both'],
      summary: 'The load balancer dropped the connection because its server was taken out',
    },
    whereReset,
  ),
};

function whereReset(facts: Facts): Assessment | undefined {
  const found = deviceReset(facts);
  if (found?.reset.from !== 'server' || (found.reset.sinceHeardNs ?? 0) >= IDLE_MIN) return undefined;
  const text =
    'a bare reset in the middle of an exchange, from a device: a load balancer whose server was taken out has nobody to pass it to';
  return {
    evidence: [hints(found.reset, text)],
    closer: 'middlebox',
    summary: 'The load balancer no longer had the server of this connection, and answered for it',
  };
}
