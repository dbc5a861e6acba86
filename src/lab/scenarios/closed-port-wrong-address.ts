/** A name is resolved to the address of another machine, on which nobody listens: a router, where the service has moved. */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'closed-port-wrong-address',
  summary:
    'A record of the name service is out of date: curl connects to a router instead of the server, and is refused by a kernel that has never had that service.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, router, server, seen }) => {
    await server.listen(8080);
    const stale = `server.example:8080:${router.urlAddress}`;
    const curl = await client.curl(['--resolve', stale, 'http://server.example:8080/']);
    await curl.printed(/Failed to connect/);
    await seen(router, 'R.', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'closed-port',
      by: 'server',
      how: 'refused',
      at: {
        client: { accept: ['wrong-address-resolved'] },
        router: { accept: ['wrong-address-resolved'] },
        both: { accept: ['wrong-address-resolved'] },
        server: { unseen: true },
      },
    },
  ],
  packets: [{ from: 'router', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'router', says: 'reason=NO_SOCKET' }],
};
