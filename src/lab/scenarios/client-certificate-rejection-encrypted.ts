/**
 * The server wants a client certificate and gets none. In TLS 1.3 the client has finished its handshake when it learns so:
 * the alert (116, certificate_required, RFC 8446 §6.2) comes after it, and is encrypted.
 */

import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity } from './_tls.ts';

export const scenario: Scenario = {
  id: 'client-certificate-rejection-encrypted',
  summary:
    'A TLS 1.3 server requires a client certificate and the client has none. The client has ended its handshake already when an encrypted alert and the end of the connection come.',
  programs: ['openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    const { key, certificate } = await makeIdentity(server);
    const listen = [
      '-accept',
      `${server.urlAddress}:443`,
      '-key',
      key,
      '-cert',
      certificate,
      '-tls1_3',
      '-num_tickets',
      '0',
    ];
    const demand = ['-Verify', '1', '-verify_return_error'];
    await server.start('openssl', ['s_server', ...listen, ...demand], { listensOn: 443, log: 's_server' });
    const bind = ['-bind', `${client.urlAddress}:${client.takePort()}`];
    const connect = ['-connect', `${server.urlAddress}:443`, '-servername', 'server.example', '-quiet'];
    const session = await client.start('openssl', ['s_client', ...bind, ...connect]);
    await comeTogether(lab, session, '\x17\x03\x03\0\x13');
    await session.printed(/alert certificate required/);
    await session.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 443,
      cause: 'client-certificate-rejection',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['fatal-tls-alert'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 's_server', says: /peer did not return a certificate/ }],
};
