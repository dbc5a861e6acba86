/**
 * A router takes connections to a port of any server to a proxy of its own (nft `redirect`): the proxy answers the SYN in
 * the server's name, and only then asks the server.
 */
import { connect, exchange } from './_connection.ts';
import { startHaproxy } from './_haproxy.ts';
import { LAST_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'transparent-proxy',
  summary:
    'A proxy on the path takes connections to port 80 without being asked. Nobody listens there on the server, and still the client is connected, and gets 503 from the proxy. What the server itself sends comes with a TTL that is less by one.',
  versions: [4, 6],
  programs: ['haproxy'],
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    const sections = `listen intercepted
  bind ${router.address}:3128
  retries 0
  server origin ${server.address}:80`;
    await startHaproxy(router, 3128, sections);
    await router.nft(`table inet lab {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    iifname "to-client" tcp dport 80 redirect to :3128
  }
}
`);
    await exchange(await connect(lab, 7000));
    const socket = await client.connect(server, 80);
    await socket.send(LAST_REQUEST);
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.', { at: ['client', 'router'] });
    await seen(server, '.', { at: ['client'] });
  },
  truths: [
    { clientPort: 50001, serverPort: 7000, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50002,
      serverPort: 80,
      cause: 'transparent-proxy',
      by: 'middlebox',
      how: 'fin',
      at: {
        // One hop nearer than on another port: routes differ, too.
        client: { accept: ['normal-close'] },
        router: { accept: ['normal-close'] },
        both: { accept: ['normal-close'] },
        server: { unseen: true },
      },
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' }],
  logs: [{ log: 'haproxy', says: / 503 .* SC/ }],
};
