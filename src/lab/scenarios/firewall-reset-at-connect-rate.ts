/** A firewall lets so many connections begin in a time and rejects what is more (nft `limit rate over`). */
import type { Lab } from '../lab.ts';
import { exchange } from './_connection.ts';
import { LAST_RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

/** A connection that is allowed: request, answer, close. */
async function ask({ client, server, seen }: Lab, port: number): Promise<void> {
  const listener = await server.listen(port);
  const connection = { client: await client.connect(server, port), server: await listener.accept() };
  await exchange(connection, undefined, LAST_RESPONSE);
  await connection.server.close();
  await connection.client.receiveAll();
  await connection.client.close();
  await seen(client, 'F.');
  await seen(server, '.');
  await listener.close();
}

export const scenario: Scenario = {
  id: 'firewall-reset-at-connect-rate',
  summary:
    "A firewall allows two new connections in a minute. It answers the third SYN with a reset in the server's name; the two before were served.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    const isNew = 'tcp dport 8080 tcp flags & (syn | ack) == syn';
    await router.firewall('forward', `${isNew} limit rate over 1/minute burst 2 packets reject with tcp reset`);
    await ask(lab, 8080);
    await ask(lab, 8080);
    await server.listen(8080);
    await fails(client.connect(server, 8080), 'ECONNREFUSED');
    await seen(server, 'R.', { at: ['client', 'router'] });
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' },
    { clientPort: 50002, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' },
    {
      clientPort: 50003,
      serverPort: 8080,
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
