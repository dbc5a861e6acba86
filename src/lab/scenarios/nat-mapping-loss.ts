/**
 * A NAT box loses the mapping of a connection and is asked for it again: what comes is for an address of its own, on which
 * nobody listens, so its kernel answers with a reset (RFC 9293 §3.5.2, group 1). The server is told nothing; when it closes,
 * its segment goes untranslated to a client that knows no such connection.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import { forwardPort } from './_port-forward.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'nat-mapping-loss',
  summary:
    'A router forwards a port to the server and loses the mapping of a connection. The next request meets the router itself, which resets; the FIN of the server later comes to the client untranslated and is reset by it.',
  versions: [4, 6],
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    const events = await forwardPort(router, server, 8080);
    const connection = await connect(lab, 8080, { address: router.address });
    await exchange(connection);
    await router.run('conntrack', ['-D', '-p', 'tcp', '--dport', '8080', ...(lab.version === 6 ? ['-f', 'ipv6'] : [])]);
    await events.printed(/DESTROY/);
    await connection.client.send(SECOND_REQUEST);
    await seen(router, 'R', { at: ['client'] });
    await fails(connection.client.receive(), 'ECONNRESET');
    await connection.server.close();
    await seen(client, 'R', { at: ['server'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'nat-mapping-loss',
      by: 'middlebox',
      how: 'reset',
      at: {
        // The server closed, and the client's kernel knew nothing of the connection.
        server: { accept: ['normal-close', 'reset-after-close', 'half-open-connection'], by: 'server', how: 'fin' },
      },
    },
  ],
  packets: [
    { from: 'router', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', at: 'router', says: 'reason=NO_SOCKET' },
    { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' },
  ],
  logs: [{ log: 'conntrack', says: /DESTROY\] tcp .*dport=8080/ }],
};
