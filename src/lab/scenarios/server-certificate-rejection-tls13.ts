/**
 * As server-certificate-rejection, in TLS 1.3. An alert about the certificate should be encrypted with the handshake's keys
 * (RFC 8446 §6, §7.3), but OpenSSL's client writes in the clear until it has seen the server's Finished: the alert can be read.
 */
import { holdWorker, startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'server-certificate-rejection-tls13',
  summary:
    'curl looks at a certificate that nobody it trusts has signed, says so with alert 48 and closes. TLS 1.3: with OpenSSL the alert can still be read.',
  programs: ['nginx', 'curl', 'openssl'],
  run: async ({ client, server, seen, slowPath }) => {
    await slowPath({ delay: 100 });
    const nginx = await startNginx(server, 443, tlsSite(server, await makeIdentity(server), 'ssl_protocols TLSv1.3;'));
    await client.curl([...resolving(server, 443), 'https://server.example/']);
    await seen(server, '.', { at: ['server'], payload: '\x16\x03\x03' });
    const goOn = await holdWorker(nginx);
    await seen(client, 'R.');
    goOn();
    await nginx.printed(/alert unknown ca/);
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'server-certificate-rejection', by: 'client', how: 'reset' }],
  packets: [{ from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_ABORT_ON_CLOSE' }],
  logs: [{ log: 'nginx-error', says: /alert unknown ca/ }],
};
