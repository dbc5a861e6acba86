/**
 * A NAT gateway forgets an idle connection without a word and resets who speaks next, and only that end: AWS's NAT gateway
 * and VPC endpoints after 350 seconds. Here nf_conntrack_tcp_timeout_established and nft's `reject with tcp reset`.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { filterByState } from './_stateful-filter.ts';

export const scenario: Scenario = {
  id: 'middlebox-idle-timeout-late-reset',
  summary:
    'A gateway forgets a connection after a second of silence. It resets the next request in the name of the server, and the server never learns of it.',
  versions: [4, 6],
  programs: ['conntrack'],
  run: async (lab) => {
    const { router, server, seen, fails, pass } = lab;
    const events = await filterByState(router, 'reject with tcp reset', 1);
    const connection = await connect(lab, 8080);
    await exchange(connection);
    await pass(1.5);
    await connection.client.send(SECOND_REQUEST);
    await events.printed(/DESTROY/);
    await seen(server, 'R', { at: ['client'] });
    await fails(connection.client.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'middlebox-idle-timeout',
      by: 'middlebox',
      how: 'reset',
      at: {
        // One connection does not show a timer: a rule may forbid the second request.
        client: { accept: ['inline-firewall-reset'] },
        router: { accept: ['inline-firewall-reset'] },
        server: { accept: ['still-open'], by: 'nobody', how: 'open' },
        both: { accept: ['inline-firewall-reset'] },
      },
    },
  ],
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'conntrack', says: /DESTROY\] tcp .*dport=8080/ }],
};
