/** What is sent stays unacknowledged until TCP gives up (RFC 1122 §4.2.3.5; tcp_write_timeout in net/ipv4/tcp_timer.c). */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'retransmission-timeout',
  summary:
    'The path breaks before the second request. The client repeats it, each time after twice the wait, and gives up in silence. (net.ipv4.tcp_retries2 is 4 here, not 15, to be done in seconds.)',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, seen, fails } = lab;
    await client.sysctl('ipv4/tcp_retries2', 4);
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await seen(client, '.', { at: ['server'] });
    await router.firewall('forward', 'drop');
    await ends.client.send(SECOND_REQUEST);
    await fails(ends.client.receive(), 'ETIMEDOUT');
    for (let sent = 0; sent < 5; sent += 1) {
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
  packets: [{ from: 'client', flags: 'R.', seenAt: [], notAt: ['client'] }],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client' },
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_CLOSE' },
    { event: 'TcpExtTCPAbortOnTimeout', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
