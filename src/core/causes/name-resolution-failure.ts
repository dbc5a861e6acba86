/** The name was not resolved (ENOTFOUND, EAI_AGAIN): there is no address to send a SYN to, and no TCP packet at all. */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'name-resolution-failure',
  title: 'the name was not resolved',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'the resolver’s answer: NXDOMAIN, SERVFAIL, or none (a capture of port 53)',
    'the application’s error: ENOTFOUND, EAI_AGAIN, getaddrinfo failed',
  ],
  advice: ['Correct the name or its record, or the resolver that the host or container uses (resolv.conf)'],
  weigh: () => undefined,
};
