/** Two hosts use one address: what is meant for one reaches the other, whose kernel knows no such connection. */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'duplicate-address',
  title: 'two hosts use the same address',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'two link-layer addresses for one IP address: arping -D, ip neigh, Wireshark’s “Duplicate IP address detected”',
  ],
  advice: ['Give one of the two another address; look for the same static address outside of DHCP’s range'],
  weigh: () => undefined,
};
