/**
 * A firewall forgets an idle connection and drops what comes later, and it is the server that speaks first then: a message
 * that it pushes to a client that waits for it. The server repeats until it gives up; the client waits for ever.
 */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';
import { filterByState } from './_stateful-filter.ts';

export const scenario: Scenario = {
  id: 'middlebox-idle-timeout-push',
  summary:
    'A firewall forgets a connection after a second of silence and drops the next message of the server, and every repetition, until the server gives up. The client is told nothing and goes on waiting.',
  programs: ['conntrack'],
  run: async (lab) => {
    const { router, server, fails, pass } = lab;
    const events = await filterByState(router, 'drop', 1);
    await server.sysctl('ipv4/tcp_retries2', 2);
    const connection = await connect(lab, 7000);
    await exchange(connection, 'subscribe\n', 'subscribed\n');
    await pass(1.5);
    await connection.server.send('news\n');
    await events.printed(/DESTROY/);
    await fails(connection.server.receive(), 'ETIMEDOUT');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7000,
      cause: 'middlebox-idle-timeout',
      by: 'middlebox',
      how: 'timeout',
      at: {
        client: { accept: ['still-open'], by: 'nobody', how: 'open' },
        // One connection does not show a timer, wherever it is seen from.
        router: { accept: ['retransmission-timeout'] },
        server: { accept: ['retransmission-timeout'] },
        both: { accept: ['retransmission-timeout'] },
      },
    },
  ],
  packets: [],
  kernel: [
    { event: 'TcpExtTCPAbortOnTimeout', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'conntrack', says: /DESTROY\] tcp .*dport=7000/ }],
};
