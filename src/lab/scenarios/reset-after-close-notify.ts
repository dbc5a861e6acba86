/**
 * nginx ends a connection with close_notify and FIN and is gone. The client's own close_notify (RFC 8446 §6.1) comes after
 * that, and the kernel answers it with a reset: data for a closed socket. Both had said goodbye, so nothing is lost.
 */
import { comeTogether } from './_last-words.ts';
import { startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity } from './_tls.ts';

/** An alert of TLS 1.2: 26 bytes, encrypted. */
const CLOSE_NOTIFY = '\x15\x03\x03\0\x1a';

export const scenario: Scenario = {
  id: 'reset-after-close-notify',
  summary:
    "nginx, which keeps no connections here, answers curl over TLS, says close_notify and closes. curl's own close_notify comes after that and is answered with a reset. Nothing is lost.",
  versions: [4, 6],
  programs: ['nginx', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, seen, url, slowPath } = lab;
    await slowPath({ delay: 100 });
    const site = tlsSite(server, await makeIdentity(server), 'keepalive_timeout 0; return 200 "ok\\n";');
    await startNginx(server, 443, site);
    const curl = await client.curl(['--insecure', '--tls-max', '1.2', url(443, '/', 'https')], { log: 'curl' });
    await comeTogether(lab, curl, CLOSE_NOTIFY);
    await curl.ended;
    await seen(client, '.', { payload: CLOSE_NOTIFY });
    await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'reset-after-close-notify', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=packet' }],
  logs: [
    { log: 'nginx-access', says: /"GET \/ HTTP\/1\.1" 200/ },
    { log: 'curl', says: /^ok\n$/ },
  ],
};
