/**
 * Another machine comes up with the server's address and announces it (gratuitous ARP, RFC 5227). From then on the router
 * sends it what is meant for the server; it knows nothing of the connection and resets it.
 */
import type { Lab } from '../lab.ts';
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const ROUTER_MAC = '00:00:5e:00:53:21';
const SERVER_MAC = '00:00:5e:00:53:22';
const TWIN_MAC = '00:00:5e:00:53:2e';

/** The server's cable becomes a switch with a second socket, into which the twin is plugged, switched off. */
async function addTwin({ router, server, backend }: Lab): Promise<void> {
  const steps = [
    `link add twin netns backend address ${TWIN_MAC} type veth peer name to-twin netns router`,
    `link add switch address ${ROUTER_MAC} type bridge`,
    `addr del ${router.innerAddress}/24 dev to-server`,
    'link set to-server master switch',
    'link set to-twin master switch up',
    `addr add ${router.innerAddress}/24 dev switch`,
    'link set switch up',
    `neigh replace ${server.address} lladdr ${SERVER_MAC} dev switch nud reachable`,
  ];
  for (const step of steps) await router.ip(step);
  await backend.sysctl('ipv4/conf/twin/arp_notify', 1);
  await backend.ip(`addr add ${server.address}/24 dev twin`);
}

/** The twin is switched on, and announces its address until the router believes it. */
async function switchTwinOn({ router, server, backend, pass }: Lab): Promise<void> {
  await backend.ip('link set twin up');
  await backend.ip(`route replace default via ${router.innerAddress} dev twin`);
  while (!(await router.ip(`neigh show ${server.address} dev switch`)).includes(TWIN_MAC)) {
    await pass(0.1);
    // With arp_notify, whoever is given a MAC address says so.
    await backend.ip(`link set twin address ${TWIN_MAC}`);
  }
}

export const scenario: Scenario = {
  id: 'duplicate-address',
  summary:
    "A second machine comes up with the server's address while a connection stands. The router sends it the next request; it answers with a reset, and the server hears nothing of it.",
  backend: true,
  run: async (lab) => {
    const { server, fails, seen } = lab;
    await addTwin(lab);
    const connection = await connect(lab, 8080);
    await exchange(connection);
    await switchTwinOn(lab);
    await connection.client.send(SECOND_REQUEST);
    await fails(connection.client.receive(), 'ECONNRESET');
    await seen(server, 'R', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'duplicate-address',
      by: 'middlebox',
      how: 'reset',
      at: {
        client: { accept: ['half-open-connection', 'inline-firewall-reset'] },
        router: { accept: ['half-open-connection'] },
        server: { accept: ['still-open'], by: 'nobody', how: 'open' },
        // The address is right, and so is the distance: only the link layer tells two hosts apart.
        both: { accept: ['half-open-connection', 'inline-firewall-reset', 'endpoint-removal'] },
      },
    },
  ],
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [{ event: 'tcp_send_reset', says: 'reason=NO_SOCKET' }],
};
