/** The service listens on IPv4 only and the name has an IPv6 address, too, or the other way round: one family is refused and the other works. */
import type { Cause } from '../model/cause.ts';
import { refusalOf } from './_refusal.ts';
import { listenerElsewhere, testify, weightOfListener } from './_witness.ts';

export const cause: Cause = {
  id: 'address-family-mismatch',
  title: 'the service does not listen on this address family',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'the same name and port over the other family: works',
    'ss -ltn on the server: a listener of one family only',
  ],
  advice: [
    'Let the service listen on both families, or give the name only the addresses it listens on',
    'On the same host use 127.0.0.1 or [::1], not localhost, where the service listens on one only',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    const found = listenerElsewhere(facts);
    if (refusal === undefined || found?.otherFamily === undefined) return undefined;
    const { fact, otherFamily } = found;
    const text = `the kernel of the server had a socket that listens on this port for ${otherFamily}, and none that takes what was asked for`;
    return {
      evidence: [testify(weightOfListener(fact), fact, text)],
      closer: 'server kernel',
      summary: `The service listens on ${otherFamily} only, and the client came by the other family`,
      refines: ['closed-port', 'listener-on-another-address'],
    };
  },
};
