/**
 * A stateful firewall forgets a connection on which nothing was said for too long (nf_conntrack_tcp_timeout_established)
 * and drops what comes later: to it that belongs to no connection. Neither end is told.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { filterByState } from './_stateful-filter.ts';

export const scenario: Scenario = {
  id: 'middlebox-idle-timeout-silent',
  summary:
    'A firewall forgets a connection after a second of silence. The next request is repeated and never answered, because the firewall drops it, and the client gives up.',
  versions: [4, 6],
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, fails, pass } = lab;
    const events = await filterByState(router, 'drop', 1);
    await client.sysctl('ipv4/tcp_retries2', 2);
    const connection = await connect(lab, 8080);
    await exchange(connection);
    await pass(1.5);
    await connection.client.send(SECOND_REQUEST);
    await events.printed(/DESTROY/);
    await fails(connection.client.receive(), 'ETIMEDOUT');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'middlebox-idle-timeout',
      by: 'middlebox',
      how: 'timeout',
      at: {
        // The path may have broken, or the server gone, while nothing was said.
        client: { accept: ['retransmission-timeout'] },
        // One connection does not show a timer, wherever it is seen from.
        router: { accept: ['retransmission-timeout'] },
        both: { accept: ['retransmission-timeout'] },
        // The server is never told: to it, the client has nothing more to say.
        server: { accept: ['still-open'], by: 'nobody', how: 'open' },
      },
    },
  ],
  packets: [],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_CLOSE' },
    { event: 'TcpExtTCPAbortOnTimeout', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'conntrack', says: /DESTROY\] tcp .*dport=8080/ }],
};
