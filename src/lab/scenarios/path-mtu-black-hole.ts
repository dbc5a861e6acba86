/** "Packet too big" is filtered, so Path MTU Discovery (RFC 1191, RFC 8201) learns nothing: a black hole (RFC 2923 §2.1). */

import { connect } from './_connection.ts';
import { upload } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const LONGER_THAN_TWO_SEGMENTS = 3000;

export const scenario: Scenario = {
  id: 'path-mtu-black-hole',
  summary:
    'Behind the router packets may be no longer than 1400 bytes, and its "packet too big" never reaches the client. The handshake works and so does the short last segment of the upload; the full segments are repeated until the client gives up in silence (net.ipv4.tcp_retries2 is 4).',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, seen, fails } = lab;
    await router.ip('link set to-server mtu 1400');
    await router.firewall('output', 'icmp type destination-unreachable drop');
    await router.firewall('output', 'icmpv6 type packet-too-big drop');
    await client.sysctl('ipv4/tcp_mtu_probing', 0);
    await client.sysctl('ipv4/tcp_retries2', 4);
    const ends = await connect(lab, 8080);
    await ends.client.send(upload(LONGER_THAN_TWO_SEGMENTS));
    await fails(ends.client.receive(), 'ETIMEDOUT');
    for (let sent = 0; sent < 5; sent += 1) await seen(client, '.', { at: ['client', 'router'], payload: 'POST' });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'path-mtu-black-hole',
      by: 'nobody',
      how: 'timeout',
      at: { server: { how: 'open', accept: ['still-open'] } },
    },
  ],
  packets: [
    { from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R.', seenAt: [], notAt: ['client'] },
  ],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client' },
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_CLOSE' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
