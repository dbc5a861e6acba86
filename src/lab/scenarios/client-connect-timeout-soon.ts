/** As client-connect-timeout, but the client gives up before it would have repeated its SYN. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'client-connect-timeout-soon',
  summary:
    'On a path with a round trip of 0.8 seconds a client waits half a second for a connection. Its kernel answers the late SYN-ACK with a reset.',
  versions: [4, 6],
  run: async ({ client, server, seen, slowPath, fails }) => {
    await server.listen(8080);
    await slowPath({ delay: 400 });
    await fails(client.connect(server, 8080, { timeout: 0.5 }), 'ETIMEDOUT');
    await seen(client, 'R');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'client-connect-timeout',
      by: 'client',
      how: 'reset',
      // One that scans from as far away does the same.
      at: everywhere({ accept: ['health-check', 'port-scan'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' }],
};
