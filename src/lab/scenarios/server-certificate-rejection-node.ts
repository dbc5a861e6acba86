/**
 * Node lets OpenSSL take any certificate, looks at it itself (rejectUnauthorized, lib/_tls_wrap.js) and destroys the socket
 * before the last message of its handshake has left: no alert, just a client that closes upon the server's certificate.
 */
import { startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity } from './_tls.ts';

export const scenario: Scenario = {
  id: 'server-certificate-rejection-node',
  summary:
    'A Node client does not trust the certificate of the server. It closes in the middle of the handshake, without an alert.',
  programs: ['nginx', 'openssl'],
  run: async ({ client, server, seen, slowPath }) => {
    await slowPath({ delay: 20 });
    await startNginx(server, 443, tlsSite(server, await makeIdentity(server), 'ssl_protocols TLSv1.3;'));
    const where = [server.address, '443', 'server.example', String(client.takePort())];
    const node = await client.startOwn('https-client.mjs', where, { log: 'node' });
    await node.printed(/error DEPTH_ZERO_SELF_SIGNED_CERT/);
    await seen(client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 443,
      cause: 'server-certificate-rejection',
      by: 'client',
      how: 'fin',
      at: everywhere({ accept: ['client-abort'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [
    { log: 'node', says: /error DEPTH_ZERO_SELF_SIGNED_CERT/ },
    { log: 'nginx-error', says: /peer closed connection in SSL handshake/ },
  ],
};
