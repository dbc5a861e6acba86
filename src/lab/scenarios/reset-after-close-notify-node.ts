/**
 * A Node server that has answered "Connection: close" says close_notify and closes. The client says close_notify, too, but
 * after that: the server's kernel answers it with a reset, data for a closed socket. Both had said goodbye, nothing is lost.
 */
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity } from './_tls.ts';

/** An alert of TLS 1.3, encrypted and called data. */
const CLOSE_NOTIFY = '\x17\x03\x03\0\x13';

export const scenario: Scenario = {
  id: 'reset-after-close-notify-node',
  summary:
    'A Node server answers a Node client over TLS 1.3, says close_notify and closes. The close_notify of the client comes after that and is answered with a reset; often the client resets as well. Nothing is lost.',
  versions: [4, 6],
  programs: ['openssl'],
  run: async (lab) => {
    const { client, server, seen, slowPath } = lab;
    await slowPath({ delay: 100 });
    const { key, certificate } = await makeIdentity(server);
    await server.startOwn('https-server.mjs', [server.address, '443', key, certificate], { listensOn: 443 });
    const args = [server.address, '443', 'server.example', String(client.takePort())];
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    const program = await client.startOwn('https-client.mjs', args, { log: 'node-client', env });
    await comeTogether(lab, program, CLOSE_NOTIFY);
    await program.ended;
    await seen(client, 'F.');
    await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'reset-after-close-notify', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=packet' }],
  logs: [{ log: 'node-client', says: /status 200/ }],
};
