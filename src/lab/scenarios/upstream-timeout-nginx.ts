/**
 * The server behind nginx takes the request and does not answer within `proxy_read_timeout` (60 seconds unless set): nginx
 * answers 504 in its place.
 */
import type { Listener } from '../agent.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario<Listener> = {
  id: 'upstream-timeout-nginx',
  summary:
    'nginx passes a request on and waits for the answer for its "proxy_read_timeout", here one second. It answers 504 Gateway Timeout; then the client closes.',
  programs: ['nginx', 'curl'],
  backend: true,
  prepare: async ({ server, backend }) => {
    const location = `location / { proxy_pass http://${backend.urlAddress}:9000; proxy_read_timeout 1s; }`;
    await startNginx(server, 8080, `server { listen ${server.urlAddress}:8080; ${location} }`);
    return await backend.listen(9000);
  },
  run: async ({ client, server, seen, url }, listener) => {
    const curl = await client.curl([url(8080)]);
    const behind = await listener.accept();
    await curl.ended;
    await behind.receive();
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'upstream-timeout',
      by: 'client',
      how: 'fin',
      // The answer is complete; that it is a 504 is what it says, not how it ended.
      at: everywhere({ accept: ['normal-close'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [
    { log: 'nginx-error', says: /upstream timed out \(110: Connection timed out\) while reading response header/ },
    { log: 'nginx-access', says: /" 504 / },
  ],
};
