/**
 * As client-certificate-rejection, in TLS 1.3: curl has sent its request before it can hear that its certificate lacks. HAProxy
 * drains that before it closes, so the encrypted alert reaches curl, and the end is a FIN.
 */
import { startHaproxy } from './_haproxy.ts';
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity, makeStore, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'client-certificate-rejection-haproxy',
  summary:
    'HAProxy wants a client certificate and curl has none. In TLS 1.3 the request has been sent already; what answers it is an encrypted alert and the end of the connection.',
  versions: [4, 6],
  programs: ['haproxy', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, seen, slowPath } = lab;
    await slowPath({ delay: 100 });
    const authority = await makeIdentity(server, 'authority.example');
    const store = await makeStore(server, await makeIdentity(server));
    const bind = `bind ${server.address}:443 ssl crt ${store} ca-file ${authority.certificate} verify required`;
    const haproxy = await startHaproxy(server, 443, `frontend tls\n  ${bind}\n  http-request return status 200`);
    const curl = await client.curl(['--insecure', ...resolving(server, 443), 'https://server.example/']);
    await seen(client, '.', { at: ['client'], payload: '\x14\x03\x03' });
    await haproxy.hold();
    await seen(client, '.', { at: ['server'], payload: '\x14\x03\x03' });
    await seen(client, '.', { at: ['server'], payload: '\x17\x03\x03' });
    haproxy.signal('SIGCONT');
    await comeTogether(lab, curl, '\x17\x03\x03');
    await curl.printed(/alert certificate required/);
    await curl.ended;
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
  logs: [{ log: 'haproxy', says: /tls\/1: SSL handshake failure/ }],
};
