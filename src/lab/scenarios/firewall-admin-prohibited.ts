/** A firewall says by ICMP that it was told to refuse: 3/13, ICMPv6 1/1 (RFC 1812 §5.2.7.1, RFC 4443 §3.1). */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'firewall-admin-prohibited',
  summary: 'A firewall on the path answers the SYN with ICMP "administratively prohibited".',
  versions: [4, 6],
  run: async ({ client, router, server, seen, fails, slowPath, version }) => {
    // Without a delay the error would come while connect(2) still holds the socket, and be taken note of only.
    await slowPath({ delay: 10 });
    await router.firewall('forward', 'iifname relay tcp dport 5432 reject with icmpx type admin-prohibited');
    await fails(client.connect(server, 5432), version === 4 ? 'EHOSTUNREACH' : 'EACCES');
    await seen(client, version === 4 ? 'icmp 3/13' : 'icmp 1/1', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 5432,
      cause: 'firewall-admin-prohibited',
      by: 'middlebox',
      how: 'icmp',
      at: { server: { unseen: true } },
    },
  ],
  packets: [
    { from: 'client', flags: 'S', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'icmp 3/13', seenAt: ['client', 'router'], notAt: ['server'], version: 4 },
    { from: 'client', flags: 'icmp 1/1', seenAt: ['client', 'router'], notAt: ['server'], version: 6 },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_SYN_SENT newstate=TCP_CLOSE' },
    { event: 'tcp_receive_reset', absent: true },
  ],
};
