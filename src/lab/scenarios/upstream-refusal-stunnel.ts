/**
 * stunnel takes TLS for a server that is not there: it finishes the handshake with the client, is refused behind, and closes.
 * By then the client's request has come, and nobody reads it: a reset. Without it, too (stunnel's option `reset`).
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity, makeStore, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'upstream-refusal-stunnel',
  summary:
    'stunnel ends TLS for a server on which nobody listens. The client’s handshake succeeds, and its request is answered with a reset.',
  programs: ['stunnel4', 'curl', 'openssl'],
  backend: true,
  run: async ({ client, server, backend, seen, slowPath }) => {
    await slowPath({ delay: 100 });
    const store = await makeStore(server, await makeIdentity(server));
    const config = server.file(
      'stunnel.conf',
      `foreground = yes
pid =
syslog = no
debug = info
[web]
accept = ${server.address}:443
connect = ${backend.address}:9000
cert = ${store}
`,
    );
    const stunnel = await server.start('stunnel4', [config], { listensOn: 443, log: 'stunnel' });
    const curl = await client.curl(['--insecure', ...resolving(server, 443), 'https://server.example/']);
    await seen(client, '.', { at: ['client'], payload: '\x14\x03\x03' });
    await stunnel.hold();
    await seen(client, '.', { at: ['server'], payload: '\x14\x03\x03' });
    await seen(client, '.', { at: ['server'], payload: '\x17\x03\x03' });
    stunnel.signal('SIGCONT');
    await seen(server, 'R.');
    await curl.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 443,
      cause: 'upstream-refusal',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['unread-data-at-close', 'abortive-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_send_reset', at: 'backend', says: 'reason=NO_SOCKET' },
    { event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' },
  ],
  logs: [{ log: 'stunnel', says: /Connection refused/ }],
};
