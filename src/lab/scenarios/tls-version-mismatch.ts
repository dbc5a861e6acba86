/** No version of TLS that both ends take: alert 70, protocol_version (RFC 8446 §4.2.1, §6.2). nginx: ssl_protocols. */

import { comeTogether } from './_last-words.ts';
import { startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'tls-version-mismatch',
  summary: 'nginx takes TLS 1.3 only, and the client offers 1.2 at most. nginx refuses with alert 70 and closes.',
  versions: [4, 6],
  programs: ['nginx', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    await startNginx(server, 443, tlsSite(server, await makeIdentity(server), 'ssl_protocols TLSv1.3;'));
    const curl = await client.curl([
      '--insecure',
      '--tls-max',
      '1.2',
      ...resolving(server, 443),
      'https://server.example/',
    ]);
    await comeTogether(lab, curl, '\x15\x03\x03\0\x02');
    await curl.printed(/alert protocol version/);
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'tls-version-mismatch', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /unsupported protocol/ }],
};
