/** No application protocol that both ends speak: alert 120, no_application_protocol (RFC 7301 §3.2). */
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'alpn-mismatch',
  summary:
    'The server speaks HTTP/2 only and the client offers HTTP/1.1 only. The server refuses with alert 120 and closes.',
  programs: ['curl', 'openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    const { key, certificate } = await makeIdentity(server);
    const listen = ['-accept', `${server.urlAddress}:443`, '-key', key, '-cert', certificate, '-alpn', 'h2'];
    await server.start('openssl', ['s_server', ...listen], { listensOn: 443, log: 's_server' });
    const curl = await client.curl(['--insecure', '--http1.1', ...resolving(server, 443), 'https://server.example/']);
    await comeTogether(lab, curl, '\x15\x03\x03\0\x02');
    await curl.printed(/no application protocol/);
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'alpn-mismatch', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 's_server', says: /no application protocol/ }],
};
