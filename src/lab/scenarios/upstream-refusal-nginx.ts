/**
 * nginx asks the server behind it, and nobody listens there: "connect() failed (111: Connection refused) while connecting to
 * upstream". It answers 502 in its place.
 */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'upstream-refusal-nginx',
  summary:
    'nginx passes requests on to a server on which nobody listens. It is refused and answers 502 Bad Gateway; then the client closes.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  backend: true,
  run: async ({ client, server, backend, seen, url }) => {
    const location = `location / { proxy_pass http://${backend.urlAddress}:9000; }`;
    await startNginx(server, 8080, `server { listen ${server.urlAddress}:8080; ${location} }`);
    await (await client.curl([url(8080)])).ended;
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'upstream-refusal',
      by: 'client',
      how: 'fin',
      // The answer is complete, and "502" alone does not say what went wrong behind nginx.
      at: everywhere({ accept: ['normal-close'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'backend', says: 'reason=NO_SOCKET' }],
  logs: [
    { log: 'nginx-error', says: /connect\(\) failed \(111: Connection refused\) while connecting to upstream/ },
    { log: 'nginx-access', says: /" 502 / },
  ],
};
