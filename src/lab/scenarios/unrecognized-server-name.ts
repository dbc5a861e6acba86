/** A name in the ClientHello that the server does not have: alert 112 (RFC 6066 §3). nginx: ssl_reject_handshake. */

import { comeTogether } from './_last-words.ts';
import { startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'unrecognized-server-name',
  summary:
    'A client asks for a name that nginx has no site for, and its default site rejects every handshake. It refuses with alert 112 and closes.',
  programs: ['nginx', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    const rest = `server { listen ${server.urlAddress}:443 ssl default_server; ssl_reject_handshake on; }`;
    const site = tlsSite(server, await makeIdentity(server), 'server_name server.example;');
    await startNginx(
      server,
      443,
      `${rest}
${site}`,
    );
    const curl = await client.curl([
      '--insecure',
      ...resolving(server, 443, 'other.example'),
      'https://other.example/',
    ]);
    await comeTogether(lab, curl, '\x15\x03\x03\0\x02');
    await curl.printed(/unrecognized name/);
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'unrecognized-server-name', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /handshake rejected/ }],
};
