/**
 * A home router translates a client to its own address, forgets the mapping and makes another when the client speaks again
 * (conntrack takes up a connection in its middle, `nf_conntrack_tcp_loose`, as it does unless told not to). The new one has
 * another port, and the server knows no connection from there: it resets.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { followConntrack } from './_stateful-filter.ts';

export const scenario: Scenario = {
  id: 'nat-mapping-loss-rebinding',
  summary:
    'A router that translates a client to its own address loses the mapping of a connection and makes a new one, with another port, for its next request. The server knows no connection from that port and resets.',
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    const events = await followConntrack(router);
    const translate = async (port: number): Promise<void> =>
      await router.nft(`table ip nat { }
flush table ip nat
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname "to-server" meta l4proto tcp snat to ${router.innerAddress}:${port}
  }
}
`);
    await translate(40_000);
    const connection = await connect(lab, 8080);
    await exchange(connection);
    await router.run('conntrack', ['-D', '-p', 'tcp', '--dport', '8080']);
    await events.printed(/DESTROY/);
    await translate(40_001);
    await connection.client.send(SECOND_REQUEST);
    await seen(server, 'R');
    await seen(client, '.', { at: ['router'], payload: 'second' });
    await fails(connection.client.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50_001,
      serverPort: 8080,
      cause: 'nat-mapping-loss',
      by: 'middlebox',
      how: 'reset',
      at: {
        // The server itself says that it knows no such connection; whose memory failed is not to be seen from this end.
        client: { accept: ['half-open-connection'], by: 'server' },
        // There it comes from the router's address and port.
        server: { unseen: true },
      },
    },
  ],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
    { from: 'router', flags: '.', seenAt: ['router', 'server'], notAt: ['client'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=packet' }],
  logs: [{ log: 'conntrack', says: /NEW\] tcp .*dport=40001/ }],
};
