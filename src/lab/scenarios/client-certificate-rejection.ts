/**
 * HAProxy asks for a client's certificate (`verify required`) and does not know who signed it. In TLS 1.2 the alert is sent
 * before the keys are used, so everybody can read it: 48, unknown_ca (RFC 5246 §7.2.2).
 */
import { startHaproxy } from './_haproxy.ts';
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, makeStore, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'client-certificate-rejection',
  summary:
    'HAProxy wants the certificate of a certain authority, and the client shows one that it has signed itself. In TLS 1.2 the alert that says so can be read.',
  programs: ['haproxy', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    const authority = await makeIdentity(server, 'authority.example');
    const store = await makeStore(server, await makeIdentity(server));
    await startHaproxy(
      server,
      443,
      `frontend tls
        bind ${server.address}:443 ssl crt ${store} ca-file ${authority.certificate} verify required
        http-request return status 200`,
    );
    const own = await makeIdentity(client, 'client.example');
    const curl = await client.curl([
      '--insecure',
      '--tls-max',
      '1.2',
      '--cert',
      own.certificate,
      '--key',
      own.key,
      ...resolving(server, 443),
      'https://server.example/',
    ]);
    await comeTogether(lab, curl, '\x15\x03\x03\0\x02');
    await curl.printed(/unknown ca/);
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'client-certificate-rejection', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'haproxy', says: /SSL client certificate not trusted|SSL handshake failure/ }],
};
