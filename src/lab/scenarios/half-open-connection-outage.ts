/**
 * A server's idle time-out runs out while the path is broken. Its FIN is lost each time, its kernel gives up (tcp(7),
 * tcp_orphan_retries), and when the path works again the client alone still believes in the connection (RFC 9293 §3.5.1).
 */
import { REQUEST, SECOND_REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

/** What Linux makes of that: FINs for about 0.6 s, and then it waits once more as long (net/ipv4/tcp_timer.c). */
const FINS_AGAIN = 1;
const IDLE_LIMIT = 1;
const OUTAGE = 3.5;

export const scenario: Scenario = {
  id: 'half-open-connection-outage',
  summary:
    "While the path is broken for some seconds, nginx closes an idle connection (keepalive_timeout), and nobody gets its FIN. When the path works again, nginx's kernel answers the client's next request with a reset, for it has given up the connection long ago.",
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, router, server, seen, pass }) => {
    await server.sysctl('ipv4/tcp_orphan_retries', FINS_AGAIN);
    const root = `listen ${server.urlAddress}:8080; keepalive_timeout ${IDLE_LIMIT}s; return 200 "ok\\n";`;
    await startNginx(server, 8080, `server { ${root} }`);
    const socket = await client.connect(server, 8080);
    await socket.send(REQUEST);
    await socket.receive();
    await seen(server, '.', { payload: 'ok' });
    await seen(client, '.');
    await router.firewall('forward', 'drop');
    await pass(OUTAGE);
    await router.openFirewall();
    await socket.send(SECOND_REQUEST);
    await seen(server, 'R');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'half-open-connection',
      by: 'server',
      how: 'reset',
      at: { router: { how: 'fin' }, server: { how: 'fin' }, both: { how: 'fin' } },
    },
  ],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['router', 'server'], notAt: ['client'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  // The service is there and listens, but what comes is no SYN.
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_FIN_WAIT1 newstate=TCP_CLOSE' },
    { event: 'tcp_send_reset', at: 'server', says: 'state=TCP_LISTEN reason=TCP_FLAGS' },
  ],
  logs: [{ log: 'nginx-access', says: /"GET \/ HTTP\/1\.1" 200/ }],
};
