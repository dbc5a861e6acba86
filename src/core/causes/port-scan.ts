/** One client tried many ports of one host without saying anything: a scanner or an inventory tool. */
import type { Cause } from '../model/cause.ts';
import type { Closer } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { closingFin, closingReset, count, first, hints, supports } from './_evidence.ts';

/** More ports than a program that wants something of one host tries in vain. */
const PORTS_MIN = 8;

export const cause: Cause = {
  id: 'port-scan',
  title: 'one of many ports a scanner tried',
  severity: 'suspicious',
  refines: [
    'closed-port',
    'unanswered-syn',
    'health-check',
    'firewall-reset-at-connect',
    'firewall-port-unreachable',
    'firewall-admin-prohibited',
    'still-open',
  ],
  wouldBeProvedBy: ['who runs that client address, and why'],
  advice: ['If the scan is not yours, treat it as one; its refused connections are no fault of the server'],
  weigh: (facts) => {
    const surroundings = first(facts, 'surroundings');
    const handshake = first(facts, 'handshake');
    if (surroundings === undefined || handshake === undefined || facts.words !== undefined) return undefined;
    if (surroundings.portsTried < PORTS_MIN || handshake.stage === 'unseen') return undefined;
    const ports = count(surroundings.portsTried, 'port');
    const answer = closingReset(facts) ?? closingFin(facts);
    return {
      evidence: [
        supports(surroundings, `this client tried ${ports} of this host in this capture without exchanging a byte`),
        ...(answer === undefined ? [] : [hints(answer, `the ${answer.from} ended this one at once`)]),
      ],
      closer: closerOf(facts),
      summary: `The client tries one port of the host after the other (${ports}): a scan`,
    };
  },
};

/** Who ended this one of the attempts, as for a single attempt. */
function closerOf(facts: Facts): Closer {
  const reset = closingReset(facts);
  if (reset?.form === 'refusal') return 'server kernel';
  const close = reset ?? closingFin(facts);
  if (close !== undefined) return close.from === 'client' ? 'client application' : 'server application';
  return facts.icmp === undefined ? 'nobody' : 'middlebox';
}
