/** No cipher suite that both ends take: alert 40, handshake_failure (RFC 5246 §7.4.1.3). nginx: ssl_ciphers. */

import { comeTogether } from './_last-words.ts';
import { startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'tls-cipher-mismatch',
  summary:
    'nginx takes one cipher suite of TLS 1.2, and the client offers another. nginx refuses with alert 40 and closes.',
  programs: ['nginx', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    const ciphers = 'ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384;';
    await startNginx(server, 443, tlsSite(server, await makeIdentity(server), ciphers));
    const curl = await client.curl([
      '--insecure',
      '--tls-max',
      '1.2',
      '--ciphers',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      ...resolving(server, 443),
      'https://server.example/',
    ]);
    await comeTogether(lab, curl, '\x15\x03\x03\0\x02');
    await curl.printed(/alert handshake failure/);
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'tls-cipher-mismatch', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /no shared cipher/ }],
};
