/**
 * Another machine comes up with the server's address and announces it (gratuitous ARP, RFC 5227; unsolicited neighbour
 * advertisement). From then on the router sends it what is meant for the server; it knows nothing of the connection and resets
 * it. When the router asks for the address again, both answer.
 */
import type { Lab } from '../lab.ts';
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { addTwin, switchTwinOn } from './_twin.ts';

/** The router has forgotten who has the server's address, and asks all of that network. */
async function askAgain({ router, server, pass }: Lab): Promise<void> {
  await router.ip(`neigh del ${server.address} dev switch`);
  await router.ip(`neigh add ${server.address} dev switch use`);
  while (!(await router.ip(`neigh show ${server.address} dev switch`)).includes('lladdr')) await pass(0.05);
}

export const scenario: Scenario = {
  id: 'duplicate-address',
  summary:
    "A second machine comes up with the server's address while a connection stands. The router sends it the next request; it answers with a reset, and the server hears nothing of it. Asked who has the address, both answer.",
  versions: [4, 6],
  backend: true,
  discovery: true,
  prepare: addTwin,
  run: async (lab) => {
    const { server, fails, seen } = lab;
    const connection = await connect(lab, 8080);
    await exchange(connection);
    await switchTwinOn(lab);
    await connection.client.send(SECOND_REQUEST);
    await fails(connection.client.receive(), 'ECONNRESET');
    await seen(server, 'R', { at: ['client', 'router'] });
    await askAgain(lab);
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'duplicate-address',
      by: 'middlebox',
      how: 'reset',
      at: {
        // The address is right, and so is the distance: only the link layer tells two hosts apart.
        client: { accept: ['half-open-connection', 'inline-firewall-reset'] },
        server: { accept: ['still-open'], by: 'nobody', how: 'open' },
      },
    },
  ],
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [{ event: 'tcp_send_reset', says: 'reason=NO_SOCKET' }],
};
