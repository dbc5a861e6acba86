/** A router whose ARP or neighbour solicitation nobody answers says so: ICMP 3/1, ICMPv6 1/3 (RFC 1812 §5.2.7.1, RFC 4443 §3.1). */
import { besideOf } from './_addresses.ts';
import type { Scenario } from './_scenario.ts';

/** SYNs that come while the router asks wait for the answer, and each gets an ICMP error. */
const SYNS_THAT_WAIT = 3;

export const scenario: Scenario = {
  id: 'host-unreachable',
  summary:
    'A client connects to an address that no machine of the server\'s network has. After three questions without an answer (ARP, or neighbour solicitation) the router says ICMP "host unreachable" for each SYN that has waited.',
  versions: [4, 6],
  run: async ({ client, server, seen, fails, version }) => {
    await fails(client.connect(server, 80, { address: besideOf(server, 9) }), 'EHOSTUNREACH');
    for (let i = 0; i < SYNS_THAT_WAIT; i += 1) {
      await seen(client, version === 4 ? 'icmp 3/1' : 'icmp 1/3', { at: ['client', 'router'] });
    }
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'host-unreachable',
      by: 'middlebox',
      how: 'icmp',
      at: { server: { unseen: true } },
    },
  ],
  packets: [
    { from: 'client', flags: 'S', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'icmp 3/1', seenAt: ['client', 'router'], notAt: ['server'], version: 4 },
    { from: 'client', flags: 'icmp 1/3', seenAt: ['client', 'router'], notAt: ['server'], version: 6 },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_SYN_SENT newstate=TCP_CLOSE' },
    { event: 'tcp_receive_reset', absent: true },
  ],
};
