/**
 * Both ends sign (TCP_MD5SIG, RFC 2385; BGP), with different keys. The signature of the SYN is wrong, and it is dropped
 * without a word (tcp_inbound_md5_hash in net/ipv4/tcp.c).
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'tcp-authentication-mismatch-key',
  summary:
    "Client and server sign their segments (TCP MD5), each with another key. The client's SYNs arrive, bear a wrong signature and are dropped.",
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    await server.startOwn('signed.py', ['listen', server.address, '179', client.address, 'secret'], {
      listensOn: 179,
      log: 'listener',
    });
    const port = String(client.takePort());
    const dialler = await client.startOwn(
      'signed.py',
      ['connect', server.address, '179', client.address, port, 'other'],
      {
        log: 'dialler',
      },
    );
    await dialler.ended;
    for (let i = 0; i < 3; i += 1) await seen(client, 'S');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 179,
      cause: 'tcp-authentication-mismatch',
      by: 'server',
      how: 'timeout',
      // That a SYN is signed does not say that its signature is wrong.
      at: everywhere({ accept: ['unanswered-syn', 'accept-queue-overflow'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtTCPMD5Failure', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'dialler', says: /timed out/ }],
};
