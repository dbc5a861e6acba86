/** A firewall that looks into the payload rejects a packet of an open connection with a reset: nf_reject_ipv4.c. */
import { connect, exchange } from './_connection.ts';
import { upload } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const POST = '0x504f5354';

export const scenario: Scenario = {
  id: 'inline-firewall-reset',
  summary:
    "A firewall on the path lets the connection begin, but answers the client's POST with a reset in the server's name, and the server never sees the POST. When the server sends something later, the client resets that.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    await router.firewall('forward', `tcp dport 8080 @ih,0,32 ${POST} reject with tcp reset`);
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await ends.client.send(upload(10));
    await seen(server, 'R', { at: ['client', 'router'] });
    await ends.server.send('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    await seen(client, 'R');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'inline-firewall-reset',
      by: 'middlebox',
      how: 'reset',
      // What the server gets is a genuine reset of a kernel that knows of no connection.
      at: { server: { accept: ['half-open-connection'], by: 'client' } },
    },
  ],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' },
    { event: 'tcp_send_reset', at: 'server', absent: true },
  ],
};
