/**
 * A NAT gateway has so many ports for connections to one address and port of a server, and all are taken: it drops the SYN
 * of the next, and of all others until one is free (nf_nat_core.c `get_unique_tuple`; Azure's 128 ports a machine).
 */
import { exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';
import { followConntrack, withConntrackStatistics } from './_stateful-filter.ts';

export const scenario: Scenario = {
  id: 'snat-port-exhaustion',
  summary:
    'A NAT gateway has two ports for connections to a server, and both are in use. The SYN of the third connection does not leave it, and the client gives up.',
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    await followConntrack(router);
    await router.nft(`table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip daddr ${server.address} tcp dport 8080 snat to ${router.innerAddress}:40000-40001
  }
}
`);
    const listener = await server.listen(8080);
    await withConntrackStatistics(router, async () => {
      for (const _ of [1, 2]) {
        const socket = await client.connect(server, 8080);
        await exchange({ client: socket, server: await listener.accept() });
      }
      await fails(client.connect(server, 8080, { timeout: 3.5 }), 'ETIMEDOUT');
      await seen(client, 'S', { at: ['client', 'router'], sourcePort: 50_003 });
    });
  },
  truths: [
    {
      clientPort: 50003,
      serverPort: 8080,
      cause: 'snat-port-exhaustion',
      by: 'middlebox',
      how: 'timeout',
      at: {
        // That the SYN is not answered is to be seen; that the gateway had no port for it, is not.
        client: { accept: ['unanswered-syn'] },
        router: { accept: ['unanswered-syn'] },
        server: { unseen: true },
        both: { accept: ['unanswered-syn'] },
      },
    },
  ],
  packets: [],
  kernel: [{ event: 'inet_sock_set_state', at: 'client', says: 'sport=50003' }],
  logs: [
    { log: 'conntrack', says: /sport=50002 .*dport=4000[01]/ },
    { log: 'conntrack-statistics', says: /insert_failed=[1-9]/ },
  ],
};
