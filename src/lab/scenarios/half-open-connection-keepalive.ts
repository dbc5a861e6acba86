/**
 * The server has lost the connection, and what tells the client is its own keepalive (SO_KEEPALIVE, tcp(7)): the probe, an
 * old sequence number without data, meets no socket and is answered with a reset.
 */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'half-open-connection-keepalive',
  summary:
    'A server loses a connection without a word. The client has nothing to say, but asks by keepalive after a second whether the server is still there, and that is answered with a reset.',
  versions: [4, 6],
  run: async (lab) => {
    const { server, seen, fails } = lab;
    const options = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 1, TCP_KEEPINTVL: 1 };
    const ends = await connect(lab, 8080, { options });
    await exchange(ends);
    // The end of the connection in the server's kernel makes a reset, and that does not leave the server.
    await server.firewall('output', 'tcp flags rst drop');
    await ends.server.reset();
    await server.openFirewall();
    await seen(server, 'R');
    await fails(ends.client.receive(), 'ECONNRESET');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'half-open-connection', by: 'server', how: 'reset' }],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R.', seenAt: [], notAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPKeepAlive', at: 'client' },
    { event: 'tcp_send_reset', at: 'server', says: 'answers=packet' },
  ],
};
