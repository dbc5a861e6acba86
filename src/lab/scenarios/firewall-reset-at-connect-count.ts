/** A firewall allows a client so many connections at once and rejects what is more (nft `ct count over`; xt_connlimit). */
import { connect } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'firewall-reset-at-connect-count',
  summary:
    "A firewall allows a client one connection at a time to a server. While that stands, it answers the SYN of the second with a reset in the server's name.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, fails, version } = lab;
    const [family, type] = version === 4 ? ['ip', 'ipv4_addr'] : ['ip6', 'ipv6_addr'];
    await router.nft(`table ${family} lab {
  set clients { type ${type}; size 16; flags dynamic; }
  chain forward {
    type filter hook forward priority 0;
    tcp dport 8080 ct state new add @clients { ${family} saddr ct count over 1 } reject with tcp reset
  }
}
`);
    await connect(lab, 8080);
    await fails(client.connect(server, 8080), 'ECONNREFUSED');
    await seen(server, 'R.', { at: ['client', 'router'] });
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50002,
      serverPort: 8080,
      cause: 'firewall-reset-at-connect',
      by: 'middlebox',
      how: 'refused',
      at: { server: { unseen: true } },
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
