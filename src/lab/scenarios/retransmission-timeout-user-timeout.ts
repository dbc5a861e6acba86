/**
 * TCP_USER_TIMEOUT bounds how long what was sent may stay unacknowledged (RFC 5482, tcp(7)). Linux gives up without a word
 * (tcp_write_err in net/ipv4/tcp_timer.c): the program gets ETIMEDOUT, the peer no reset.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'retransmission-timeout-user-timeout',
  summary:
    'The path breaks before the second request. The client repeats it until its TCP_USER_TIMEOUT of three seconds, and gives up in silence.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, seen, fails } = lab;
    const ends = await connect(lab, 8080, { options: { TCP_USER_TIMEOUT: 3000 } });
    await exchange(ends);
    await seen(client, '.', { at: ['server'] });
    await router.firewall('forward', 'drop');
    await ends.client.send(SECOND_REQUEST);
    await fails(ends.client.receive(), 'ETIMEDOUT');
    for (let sent = 0; sent < 4; sent += 1) {
      await seen(client, '.', { at: ['client', 'router'], payload: SECOND_REQUEST });
    }
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'retransmission-timeout',
      by: 'nobody',
      how: 'timeout',
      // Nothing of the second request comes that far.
      at: { server: { how: 'open', accept: ['still-open'] } },
    },
  ],
  packets: [{ from: 'client', flags: 'R.', seenAt: [], notAt: ['client', 'router'] }],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client' },
    { event: 'TcpExtTCPAbortOnTimeout', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
