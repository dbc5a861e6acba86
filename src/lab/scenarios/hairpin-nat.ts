/**
 * A device translates what the client sends to a service address, and the server's answer does not come back through it: it
 * arrives from the server's own address, of which the client knows no connection (RFC 5382 REQ-9, "hairpinning"; load
 * balancers that forward to a client's neighbour).
 */
import { besideOf } from './_addresses.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'hairpin-nat',
  summary:
    "A router translates the address of a service to the server's, and the server's SYN-ACK comes to the client untranslated. The client's kernel resets what it does not know, and its SYN to the service stays unanswered.",
  versions: [4, 6],
  run: async ({ client, router, server, seen, fails, version }) => {
    const family = version === 4 ? 'ip' : 'ip6';
    const service = besideOf(server, 8);
    await router.nft(`table ${family} lab {
  chain prerouting {
    type filter hook prerouting priority raw;
    ${family} daddr ${service} ${family} daddr set ${server.address}
  }
}
`);
    await server.listen(8080);
    await fails(client.connect(server, 8080, { address: service, timeout: 2.5 }), 'ETIMEDOUT');
    for (let i = 0; i < 3; i += 1) await seen(client, 'R');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'hairpin-nat',
      by: 'middlebox',
      how: 'timeout',
      at: {
        // Before and behind the translation it is two connections; the one behind says what happened.
        router: { accept: ['unanswered-syn'] },
        // To the server it is a client that answers every SYN-ACK with a reset and asks again.
        server: { how: 'reset' },
      },
    },
  ],
  packets: [
    { from: 'server', flags: 'S.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' },
    { event: 'tcp_retransmit_skb', at: 'client', says: 'state=TCP_SYN_SENT' },
  ],
};
