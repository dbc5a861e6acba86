/** A client that has its answer closes: close_notify and FIN at once, without waiting for that of the server (RFC 8446 §6.1). */
import { holdWorker, startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity } from './_tls.ts';

/** Records of TLS 1.2 that are encrypted: what is said, and an alert. */
const APPLICATION_DATA = '\x17\x03\x03';
const CLOSE_NOTIFY = '\x15\x03\x03\0\x1a';

export const scenario: Scenario = {
  id: 'normal-close-tls-nginx',
  summary:
    'A client (curl) gets its answer from nginx over TLS, says close_notify and closes, and so does nginx. Nothing is wrong.',
  versions: [4, 6],
  programs: ['nginx', 'curl', 'openssl'],
  run: async ({ client, server, seen, url, slowPath }) => {
    await slowPath({ delay: 100 });
    const nginx = await startNginx(server, 443, tlsSite(server, await makeIdentity(server), 'return 200 "ok\\n";'));
    const curl = await client.curl(['--insecure', '--tls-max', '1.2', url(443, '/', 'https')]);
    await seen(server, '.', { at: ['server'], payload: APPLICATION_DATA });
    // nginx is not to see the close_notify before it can see the FIN, too.
    const release = await holdWorker(nginx);
    await seen(client, '.', { payload: CLOSE_NOTIFY });
    await seen(client, 'F.');
    release();
    await seen(server, 'F.');
    await seen(client, '.');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'normal-close', by: 'client', how: 'fin' }],
  packets: [
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [{ log: 'nginx-error', says: /closed keepalive connection/ }],
};
