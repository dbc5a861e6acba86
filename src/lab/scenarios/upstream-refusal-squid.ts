/**
 * A forward proxy, Squid, is asked for a tunnel (CONNECT, RFC 9110 §9.3.6) to a port on which nobody listens. It answers 503
 * with X-Squid-Error ERR_CONNECT_FAIL 111, the number of "connection refused", and closes.
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { startSquid } from './_squid.ts';

export const scenario: Scenario = {
  id: 'upstream-refusal-squid',
  summary:
    'A client asks its proxy, Squid, for a tunnel to a server on which nobody listens. Squid is refused, answers 503 Service Unavailable, says why in a header, and closes.',
  programs: ['squid'],
  backend: true,
  run: async ({ client, server, backend, seen }) => {
    await startSquid(server, 3128, 'forward_max_tries 1');
    const socket = await client.connect(server, 3128);
    const target = `${backend.urlAddress}:9443`;
    await socket.send(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 3128,
      cause: 'upstream-refusal',
      by: 'server',
      how: 'fin',
      // The answer is complete, and that it says ERR_CONNECT_FAIL 111 is Squid's word for it.
      at: everywhere({ accept: ['normal-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'backend', says: 'reason=NO_SOCKET' }],
  logs: [{ log: 'squid-access', says: /NONE_NONE\/503 0 CONNECT/ }],
};
