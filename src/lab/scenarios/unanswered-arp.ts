/**
 * The router has to ask who has the server's address (ARP, neighbour discovery), and nobody answers: the machine is off or its address gone. This
 * router keeps that to itself, as many do, so to the client there is only silence.
 */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'unanswered-arp',
  summary:
    'A server has lost its address. The router asks for it (ARP, or neighbour solicitation), gets no answer, and sends no ICMP error: the client repeats its SYN in vain.',
  versions: [4, 6],
  discovery: true,
  run: async ({ client, router, server, seen, fails, version }) => {
    const error = version === 4 ? 'meta l4proto icmp' : 'icmpv6 type destination-unreachable';
    await router.firewall('output', `${error} drop`);
    await router.ip(`neigh del ${server.address} dev to-server`);
    await server.ip(`addr del ${server.address}/${version === 4 ? 24 : 64} dev eth0`);
    await fails(client.connect(server, 8080, { timeout: 3.5 }));
    for (let i = 0; i < 4; i += 1) await seen(client, 'S', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'unanswered-arp',
      by: 'nobody',
      how: 'timeout',
      at: {
        client: { accept: ['unanswered-syn'] },
        server: { unseen: true },
      },
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client', says: 'state=TCP_SYN_SENT' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
