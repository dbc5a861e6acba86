/** One client tried many ports or addresses without saying anything: a scanner or an inventory tool. */
import type { Cause } from '../model/cause.ts';
import { count, first, supports } from './_evidence.ts';

/** As many targets as no program that wants something tries. */
const TARGETS_MIN = 12;

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
    'host-unreachable',
    'still-open',
    'network-unreachable',
    'insufficient-evidence',
  ],
  wouldBeProvedBy: ['who runs that client address, and why'],
  advice: ['If the scan is not yours, treat it as one; its refused connections are no fault of the server'],
  weigh: (facts) => {
    const surroundings = first(facts, 'surroundings');
    const handshake = first(facts, 'handshake');
    if (surroundings === undefined || handshake === undefined || facts.words !== undefined) return undefined;
    if (surroundings.clientTargets < TARGETS_MIN || handshake.stage === 'unseen') return undefined;
    const targets = count(surroundings.clientTargets, 'target');
    return {
      evidence: [supports(surroundings, `this client tried ${targets} in this capture without exchanging a byte`)],
      closer: 'client application',
      summary: `The client tries one port after the other (${targets}): a scan`,
    };
  },
};
