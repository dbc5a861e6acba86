/**
 * curl does not trust the server's certificate. In TLS 1.2 its alert can be read: 48, unknown_ca (RFC 5246 §7.2.2); then it
 * closes.
 */
import { holdWorker, startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'server-certificate-rejection',
  summary:
    'curl looks at a certificate that nobody it trusts has signed, says so with alert 48 and closes. TLS 1.2: the alert can be read.',
  versions: [4, 6],
  programs: ['nginx', 'curl', 'openssl'],
  run: async ({ client, server, seen, slowPath }) => {
    await slowPath({ delay: 100 });
    const nginx = await startNginx(server, 443, tlsSite(server, await makeIdentity(server)));
    await client.curl(['--tls-max', '1.2', ...resolving(server, 443), 'https://server.example/']);
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
