/** The name was resolved to an address where the service is not: an old record, a wrong environment, a search domain. */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'wrong-address-resolved',
  title: 'the name was resolved to a wrong address',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'the resolver’s answer beside the address that the service has',
    'another resolver that gives another address',
  ],
  advice: ['Correct the record, wait for caches (TTL), look for the name in /etc/hosts and in search domains'],
  weigh: () => undefined,
};
