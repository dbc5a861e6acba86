/** A SYN is dropped without a word and repeated in vain (tcp_syn_retries in Linux's ip-sysctl; the first ones a second apart). */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'unanswered-syn',
  summary:
    'A firewall on the path drops the SYN without a word. The client repeats it and gives up; before the rule came it had got through, and once it is gone it gets through again. (net.ipv4.tcp_syn_retries is 2 here, not 6.)',
  versions: [4, 6],
  run: async ({ client, router, server, seen, fails }) => {
    await server.listen(3306);
    await client.connect(server, 3306);
    await seen(client, '.');
    await router.firewall('forward', 'tcp dport 3306 drop');
    await client.sysctl('ipv4/tcp_syn_retries', 2);
    await fails(client.connect(server, 3306, { timeout: 60 }), 'ETIMEDOUT');
    for (let sent = 0; sent < 6; sent += 1) await seen(client, 'S', { at: ['client', 'router'], sourcePort: 50002 });
    await router.openFirewall();
    await client.connect(server, 3306);
    await seen(client, '.');
  },
  truths: [
    { clientPort: 50001, serverPort: 3306, cause: 'still-open', by: 'nobody', how: 'open' },
    { clientPort: 50003, serverPort: 3306, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50002,
      serverPort: 3306,
      cause: 'unanswered-syn',
      by: 'nobody',
      how: 'timeout',
      at: { server: { unseen: true } },
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client', says: 'state=TCP_SYN_SENT' },
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_SYN_SENT newstate=TCP_CLOSE' },
  ],
};
