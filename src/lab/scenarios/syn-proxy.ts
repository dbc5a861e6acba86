/**
 * A firewall completes handshakes itself, with a cookie, before it asks the server (nft `synproxy`, net/netfilter/
 * nf_synproxy_core.c): the client is connected before anybody knows whether the server listens.
 */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'syn-proxy',
  summary:
    "A firewall answers the SYN in the server's name, and asks the server when the client's ACK is there. Nobody listens: the server's refusal reaches the client, numbers translated, as the reset of a connection that stood. The SYN-ACK came with TTL 64, the reset with 63.",
  // With IPv6, nft 1.0.6 and Linux 6.18 the SYN is swallowed.
  run: async ({ client, router, server, seen, fails }) => {
    await router.sysctl('netfilter/nf_conntrack_tcp_loose', 0);
    await router.nft(`table ip lab {
  chain prerouting {
    type filter hook prerouting priority raw;
    tcp dport 8080 tcp flags & (syn | ack) == syn notrack
  }
  chain forward {
    type filter hook forward priority filter;
    tcp dport 8080 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
    ct state invalid drop
  }
}
`);
    // The reset may come before connect(2) has returned.
    const step = client.connect(server, 8080).then((socket) => socket.receive());
    await fails(step, 'ECONNRESET');
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'syn-proxy',
      by: 'server',
      how: 'reset',
      at: {
        server: { accept: ['closed-port'], how: 'refused' },
      },
    },
  ],
  packets: [
    { from: 'server', flags: 'S.', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' },
    { event: 'tcp_receive_reset', at: 'client' },
  ],
};
