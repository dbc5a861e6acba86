/** mod_ssl finds an HTTP request where a TLS record should be and lets Apache answer 400 (ssl_io_filter_error). */
import { startApache } from './_apache.ts';
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity } from './_tls.ts';

export const scenario: Scenario = {
  id: 'plain-on-tls-port-apache',
  summary:
    'curl speaks plain HTTP to a port on which Apache speaks TLS. Apache answers 400, "You\'re speaking plain HTTP to an SSL-enabled server port", and closes.',
  versions: [4, 6],
  programs: ['apache2', 'curl'],
  run: async (lab) => {
    const { client, server, seen, url, slowPath } = lab;
    await slowPath({ delay: 100 });
    const { key, certificate } = await makeIdentity(server);
    const directives = `SSLEngine on\nSSLCertificateFile ${certificate}\nSSLCertificateKeyFile ${key}`;
    await startApache(server, directives, { port: 443, modules: ['socache_shmcb', 'ssl'] });
    const curl = await client.curl([url(443)]);
    await comeTogether(lab, curl, '400 Bad Request');
    await curl.ended;
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'plain-on-tls-port', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' }],
  logs: [{ log: 'apache-error', says: /HTTP spoken on HTTPS port/ }],
};
