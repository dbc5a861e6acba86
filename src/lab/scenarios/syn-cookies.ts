/**
 * A server that answers SYNs with cookies (net.ipv4.tcp_syncookies=2, or a flood) keeps nothing of the handshake, so it cannot
 * repeat its SYN-ACK (net/ipv4/syncookies.c; RFC 4987 §3.6). Where the last ACK is lost and the server has the first word, both
 * wait for ever.
 */
import { loseLastAck } from './_lost-ack.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'syn-cookies',
  summary:
    'The last ACK of a handshake is lost on the way to a server that uses SYN cookies and is to speak first. The server knows of no connection, and the client waits for a greeting.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, pass } = lab;
    await server.sysctl('ipv4/tcp_syncookies', 2);
    await server.listen(2525);
    await loseLastAck(lab);
    await client.connect(server, 2525);
    // Without cookies the server would repeat its SYN-ACK after one second, and after two more.
    await pass(3.5);
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 2525,
      cause: 'syn-cookies',
      by: 'nobody',
      how: 'open',
      // The SYN-ACK is the last packet: how long nothing came after it, the capture does not hold.
      at: everywhere({ accept: ['still-open'] }),
    },
  ],
  packets: [
    { from: 'server', flags: 'S.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: '.', seenAt: ['client', 'router'], notAt: ['server'] },
  ],
  kernel: [
    { event: 'TcpExtSyncookiesSent', at: 'server' },
    { event: 'TcpExtSyncookiesRecv', at: 'server', absent: true },
  ],
};
