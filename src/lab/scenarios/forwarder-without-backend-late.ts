/**
 * A forwarder that has accepted waits for what is behind it and gives up. socat shuts the connection down before it closes,
 * so a FIN comes first; then its kernel resets, because the client's request was never read (RFC 1122 §4.2.2.13).
 */
import { startForwarder } from './_forwarder.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'forwarder-without-backend-late',
  summary:
    'socat forwards to a service that does not answer. After a second it gives up, shuts the connection down and closes with the client’s request unread: a FIN, and the reset of its kernel behind it.',
  versions: [4, 6],
  programs: ['socat'],
  run: async ({ client, server, seen }) => {
    await server.firewall('input', 'tcp dport 9000 drop');
    await startForwarder(server, 8080, 9000, ',connect-timeout=1');
    const socket = await client.connect(server, 8080);
    await socket.send(REQUEST);
    await seen(server, '.');
    await seen(server, 'F.');
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'forwarder-without-backend',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response', 'unread-data-at-close', 'process-crash'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' }],
  logs: [{ log: 'socat', says: /timed out/i }],
};
