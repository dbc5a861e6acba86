/**
 * A name has addresses of both IP versions, and the server listens on one of them only (nginx: `listen 80` is IPv4). A
 * client that prefers IPv6 is refused there first, and falls back if it can (RFC 8305, "Happy Eyeballs").
 */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'address-family-mismatch',
  summary:
    'A server listens on its IPv4 address only, but its name leads to an IPv6 address, too. A client (curl) tries IPv6 first, is refused, and gets its answer over IPv4.',
  programs: ['nginx', 'curl'],
  run: async ({ client, server, seen }) => {
    const { v4, v6 } = server.addresses;
    await startNginx(server, 8080, `server { listen 0.0.0.0:8080; return 200 "ok\\n"; }`);
    const resolved = ['--resolve', `server.example:8080:[${v6}],${v4}`];
    const curl = await client.curl(['--verbose', ...resolved, 'http://server.example:8080/'], { log: 'curl' });
    await curl.ended;
    await seen(v6, 'R.');
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'address-family-mismatch',
      by: 'server',
      how: 'refused',
      // Packets do not say that both addresses are one host's.
      at: everywhere({ accept: ['closed-port'] }),
    },
  ],
  packets: [
    { from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'S.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' }],
  logs: [
    { log: 'curl', says: /2001:db8:2::\w+ port 8080 failed: Connection refused/ },
    { log: 'nginx-access', says: /"GET \/ HTTP\/1\.1" 200/ },
  ],
};
