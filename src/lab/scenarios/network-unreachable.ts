/** A router without a route to the destination says so: ICMP 3/0, ICMPv6 1/0 (RFC 1812 §5.2.7.1, RFC 4443 §3.1). */
import { elsewhere } from './_addresses.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'network-unreachable',
  summary: 'A client connects to a network to which its router has no route. The router says so by ICMP.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, fails, slowPath, version } = lab;
    // Without a delay the error would come while connect(2) still holds the socket, and be taken note of only.
    await slowPath({ delay: 10 });
    await fails(client.connect(server, 80, { address: elsewhere(lab) }), 'ENETUNREACH');
    await seen(client, version === 4 ? 'icmp 3/0' : 'icmp 1/0', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'network-unreachable',
      by: 'middlebox',
      how: 'icmp',
      at: { server: { unseen: true } },
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_SYN_SENT newstate=TCP_CLOSE' },
    { event: 'tcp_receive_reset', absent: true },
  ],
};
