/** A firewall close to the client rejects with a reset: its answer is there before one of the server could be. */
import { connect, exchange } from './_connection.ts';
import { LAST_RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'firewall-reset-nearby',
  summary:
    "A firewall close to the client answers the SYN to port 8443 with a reset in the server's name. The server, 20 ms further away, cannot have answered so soon: on port 80 its answers take 40 ms.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, fails, slowPath } = lab;
    await slowPath({ delay: 20 });
    await router.firewall('forward', 'iifname to-client tcp dport 8443 reject with tcp reset');
    const ends = await connect(lab, 80);
    await exchange(ends, undefined, LAST_RESPONSE);
    await ends.server.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
    await server.listen(8443);
    await fails(client.connect(server, 8443), 'ECONNREFUSED');
    await seen(server, 'R.', { at: ['client', 'router'] });
  },
  truths: [
    { clientPort: 50001, serverPort: 80, cause: 'normal-close', by: 'server', how: 'fin' },
    {
      clientPort: 50002,
      serverPort: 8443,
      cause: 'firewall-reset-at-connect',
      by: 'middlebox',
      how: 'refused',
      at: { server: { unseen: true } },
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
