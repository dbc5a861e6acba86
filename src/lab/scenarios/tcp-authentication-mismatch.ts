/**
 * A listener demands signed segments of a peer (TCP_MD5SIG, RFC 2385; BGP). What comes unsigned is dropped without a word
 * (tcp_inbound_hash in net/ipv4/tcp.c).
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'tcp-authentication-mismatch',
  summary:
    "A server demands signed segments (TCP MD5) of the client, which knows nothing of it. The client's SYNs arrive and are dropped.",
  versions: [4, 6],
  run: async ({ client, server, seen, fails }) => {
    await server.startOwn('signed.py', ['listen', server.address, '179', client.address, 'secret'], {
      listensOn: 179,
      log: 'listener',
    });
    await fails(client.connect(server, 179, { timeout: 2.5 }), 'ETIMEDOUT');
    for (let i = 0; i < 3; i += 1) await seen(client, 'S');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 179,
      cause: 'tcp-authentication-mismatch',
      by: 'server',
      how: 'timeout',
      // That the SYNs arrive and are not answered has many reasons.
      at: everywhere({ accept: ['unanswered-syn', 'accept-queue-overflow'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtTCPMD5NotFound', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
