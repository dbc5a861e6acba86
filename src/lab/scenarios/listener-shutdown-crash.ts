/**
 * A server crashes over a new connection before it has accepted it. The kernel had completed the handshake; with the process
 * goes the listener, and what waits in its queue is reset (inet_csk_listen_stop in net/ipv4/inet_connection_sock.c).
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'listener-shutdown-crash',
  summary:
    'A server dies of a null pointer as soon as a connection waits to be accepted. Its kernel resets that connection; the next client finds the port closed.',
  versions: [4, 6],
  programs: ['gcc'],
  run: async ({ client, server, seen, fails }) => {
    const crasher = await server.compile('crash-before-accept.c');
    const program = await server.start(crasher, [server.address, '8080'], { listensOn: 8080 });
    // The reset may come before connect(2) has returned.
    const step = client.connect(server, 8080).then((socket) => socket.receive());
    await fails(step, 'ECONNRESET');
    await program.ended;
    await seen(server, 'R.');
    await fails(client.connect(server, 8080), 'ECONNREFUSED');
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'listener-shutdown',
      by: 'server',
      how: 'reset',
      // That the port is closed afterwards speaks for the listener's end, but a server may also abort and then exit.
      at: everywhere({ accept: ['process-crash', 'abortive-close'] }),
    },
    { clientPort: 50002, serverPort: 8080, cause: 'closed-port', by: 'server', how: 'refused' },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'signal_deliver', says: 'sig=11' },
    { event: 'sched_process_exit', says: 'comm=crash-before-ac' },
    { event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_STATE' },
    { event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' },
  ],
};
