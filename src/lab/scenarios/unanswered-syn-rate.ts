/** A firewall lets so many connections begin in a time and drops what is more (nft `limit rate over`, ufw's `limit`). */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'unanswered-syn-rate',
  summary:
    'A firewall allows two new connections at once and then one in six seconds, and drops the SYNs of the third, which never reach the server. The client gives up after three repetitions; later it gets through.',
  versions: [4, 6],
  run: async ({ client, router, server, seen, fails, pass }) => {
    const isNew = 'tcp dport 8080 tcp flags & (syn | ack) == syn';
    await router.firewall('forward', `${isNew} limit rate over 10/minute burst 2 packets drop`);
    await server.listen(8080);
    for (let i = 0; i < 2; i += 1) {
      await client.connect(server, 8080);
      await seen(client, '.');
    }
    await fails(client.connect(server, 8080, { timeout: 3.5 }), 'ETIMEDOUT');
    for (let i = 0; i < 4; i += 1) await seen(client, 'S', { at: ['client', 'router'], sourcePort: 50003 });
    await pass(3.5);
    await client.connect(server, 8080);
    await seen(client, '.');
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50003,
      serverPort: 8080,
      cause: 'unanswered-syn',
      by: 'nobody',
      how: 'timeout',
      at: { server: { unseen: true } },
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client', says: 'sport=50003' },
    { event: 'TcpExtTCPSynRetrans', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
