/**
 * nginx does not refuse the handshake where a client certificate lacks (ssl_verify_client): it answers the request with 400,
 * "No required SSL certificate was sent", encrypted, and closes. On the wire that is an answer like any other.
 */
import { comeTogether } from './_last-words.ts';
import { startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'client-certificate-rejection-nginx',
  summary:
    'nginx wants a client certificate and the client has none. The handshake succeeds; the answer is an encrypted 400 and the end of the connection.',
  programs: ['nginx', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    const identity = await makeIdentity(server);
    const demand = `ssl_protocols TLSv1.2; ssl_client_certificate ${identity.certificate}; ssl_verify_client on;`;
    await startNginx(server, 443, tlsSite(server, identity, demand));
    const curl = await client.curl(['--insecure', ...resolving(server, 443), 'https://server.example/']);
    await comeTogether(lab, curl, '\x17\x03\x03');
    await curl.printed(/No required SSL certificate was sent/);
    await curl.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 443,
      cause: 'client-certificate-rejection',
      by: 'server',
      how: 'fin',
      // The client's own goodbye comes too late and is answered with a reset; that is no fault of anybody.
      at: everywhere({ accept: ['normal-close', 'reset-after-close', 'reset-after-close-notify'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [
    { log: 'nginx-error', says: /client sent no required SSL certificate/ },
    { log: 'nginx-access', says: /"GET \/ HTTP\/1.1" 400/ },
  ],
};
