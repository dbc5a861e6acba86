/**
 * The client loses its address in the middle of a connection: a lease that ran out, a laptop in another network. It has no
 * address to send from, and what the server sends arrives at a host that it is not for, which keeps silent (RFC 1122
 * §3.2.1.3). The server repeats until it gives up (RFC 9293 §3.8.3).
 */
import { connect, exchange } from './_connection.ts';
import { RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'retransmission-timeout-address-loss',
  summary:
    'The client loses its address while it waits for the next message. The server repeats that until it gives up; no packet comes from the client any more.',
  run: async (lab) => {
    const { client, server, fails } = lab;
    await server.sysctl('ipv4/tcp_retries2', 2);
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await client.ip(`addr del ${client.address}/24 dev eth0`);
    await ends.server.send(RESPONSE);
    await fails(ends.server.receive(), 'ETIMEDOUT');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'retransmission-timeout', by: 'client', how: 'timeout' }],
  packets: [],
  kernel: [
    { event: 'TcpExtTCPAbortOnTimeout', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
