/** Plain HTTP on a port that speaks TLS: OpenSSL sends no alert to what it takes for HTTP (SSL_R_HTTP_REQUEST). */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity } from './_tls.ts';

export const scenario: Scenario = {
  id: 'plain-on-tls-port-silent',
  summary:
    'A client speaks plain HTTP (curl http://…) to a port that speaks TLS (openssl s_server), which closes without a word. Only the port number gives the reason away.',
  versions: [4, 6],
  programs: ['curl', 'openssl'],
  run: async ({ client, server, seen, url }) => {
    const { key, certificate } = await makeIdentity(server);
    const options = { listensOn: 8443, log: 's_server' };
    await server.start('openssl', ['s_server', '-accept', '8443', '-key', key, '-cert', certificate], options);
    await (await client.curl([url(8443)])).ended;
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8443,
      cause: 'plain-on-tls-port',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 's_server', says: /http request/ }],
};
