/** iptables' usual REJECT: a firewall says "port unreachable" by ICMP, 3/3 or ICMPv6 1/4, as a host would for UDP. */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'firewall-port-unreachable',
  summary: `A firewall on the path answers the SYN with ICMP "port unreachable", iptables' usual REJECT.`,
  versions: [4, 6],
  run: async ({ client, router, server, seen, fails, slowPath, version }) => {
    // Without a delay the error would come while connect(2) still holds the socket, and be taken note of only.
    await slowPath({ delay: 10 });
    await router.firewall('forward', 'iifname relay tcp dport 5432 reject with icmpx type port-unreachable');
    await fails(client.connect(server, 5432), 'ECONNREFUSED');
    await seen(client, version === 4 ? 'icmp 3/3' : 'icmp 1/4', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 5432,
      cause: 'firewall-port-unreachable',
      by: 'middlebox',
      how: 'icmp',
      at: { server: { unseen: true } },
    },
  ],
  packets: [
    { from: 'client', flags: 'S', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'icmp 3/3', seenAt: ['client', 'router'], notAt: ['server'], version: 4 },
    { from: 'client', flags: 'icmp 1/4', seenAt: ['client', 'router'], notAt: ['server'], version: 6 },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_SYN_SENT newstate=TCP_CLOSE' },
    { event: 'tcp_receive_reset', absent: true },
  ],
};
