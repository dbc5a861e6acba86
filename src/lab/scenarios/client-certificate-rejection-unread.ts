/**
 * As client-certificate-rejection-encrypted, with a client that does not wait: in TLS 1.3 it sends its request together with the
 * end of its handshake. The server refuses the certificate and closes with the request unread: a reset, which may take the
 * alert away from the client before it has read it.
 */
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'client-certificate-rejection-unread',
  summary:
    'A Python server wants a client certificate and curl has none; in TLS 1.3 it has sent its request already. The server closes without having read that: a reset.',
  programs: ['curl', 'openssl'],
  run: async (lab) => {
    const { client, server, seen, slowPath } = lab;
    await slowPath({ delay: 100 });
    const { key, certificate } = await makeIdentity(server);
    const where = [server.address, '443', key, certificate];
    const python = await server.startOwn('mutual-tls-server.py', where, { listensOn: 443, log: 'python' });
    const curl = await client.curl(['--insecure', ...resolving(server, 443), 'https://server.example/']);
    await seen(client, '.', { at: ['client'], payload: '\x14\x03\x03' });
    await python.hold();
    await seen(client, '.', { at: ['server'], payload: '\x14\x03\x03' });
    await seen(client, '.', { at: ['server'], payload: '\x17\x03\x03' });
    python.signal('SIGCONT');
    await comeTogether(lab, curl, '\x17\x03\x03', 'R.');
    await curl.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 443,
      cause: 'client-certificate-rejection',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['fatal-tls-alert', 'unread-data-at-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' }],
  logs: [{ log: 'python', says: /PEER_DID_NOT_RETURN_A_CERTIFICATE/ }],
};
