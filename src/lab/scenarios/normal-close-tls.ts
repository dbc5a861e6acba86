/** TLS ends with a close_notify each way (RFC 8446 §6.1), and only then TCP with its FINs. */
import type { Scenario } from './_scenario.ts';
import { makeIdentity } from './_tls.ts';

export const scenario: Scenario = {
  id: 'normal-close-tls',
  summary:
    'A server answers over TLS and says close_notify, the client says close_notify, and both close. Nothing is wrong.',
  versions: [4, 6],
  programs: ['openssl'],
  run: async ({ client, server, seen }) => {
    const { key, certificate } = await makeIdentity(server);
    const serving = ['server', server.address, '443', key, certificate];
    await server.startOwn('tls-goodbye.py', serving, { listensOn: 443, log: 'tls-server' });
    const asking = ['client', server.address, '443', certificate, client.address, String(client.takePort())];
    const program = await client.startOwn('tls-goodbye.py', asking, { log: 'tls-client' });
    await program.printed(/closed/);
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [
    { log: 'tls-server', says: /closed/ },
    { log: 'tls-client', says: /closed/ },
  ],
};
