/**
 * A link on the path takes only packets of 1280 bytes, and its router says so ("fragmentation needed", RFC 1191; "packet
 * too big", RFC 8201). The server believes it and sends smaller segments: path MTU discovery as it should be.
 */
import { connect } from './_connection.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const LENGTH = 4000;
const RESPONSE = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${LENGTH}\r\n\r\n${'x'.repeat(LENGTH)}`;

export const scenario: Scenario = {
  id: 'normal-close-path-mtu',
  summary:
    'The link to the client is too narrow for the segments of the server. The router says so, the server sends smaller ones, and both ends close as they should.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    await router.ip('link set to-client mtu 1280');
    const ends = await connect(lab, 8080);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    await ends.server.send(RESPONSE);
    await ends.server.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'icmp 3/4', seenAt: ['router', 'server'], notAt: ['client'], version: 4 },
    { from: 'server', flags: 'icmp 2/0', seenAt: ['router', 'server'], notAt: ['client'], version: 6 },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
