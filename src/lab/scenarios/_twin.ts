/** A second machine on the server's network that comes up with the server's address and announces it. */
import type { Lab } from '../lab.ts';

const ROUTER_MAC = '00:00:5e:00:53:21';
const SERVER_MAC = '00:00:5e:00:53:22';
const TWIN_MAC = '00:00:5e:00:53:2e';

/** The server's cable becomes a switch with a second socket, into which the twin is plugged, switched off or without address. */
export async function addTwin({ router, server, backend, version, pass }: Lab): Promise<void> {
  const length = version === 4 ? '24' : '64 nodad';
  const steps = [
    `link add twin netns backend address ${TWIN_MAC} type veth peer name to-twin netns router`,
    `link add switch address ${ROUTER_MAC} type bridge`,
    `addr del ${router.innerAddress}/${length.split(' ')[0]} dev to-server`,
    'link set to-server master switch',
    'link set to-twin master switch up',
    `addr add ${router.innerAddress}/${length} dev switch`,
    'link set switch up',
    `neigh replace ${server.address} lladdr ${SERVER_MAC} dev switch nud reachable`,
  ];
  for (const step of steps) await router.ip(step);
  await backend.sysctl(version === 4 ? 'ipv4/conf/twin/arp_notify' : 'ipv6/conf/twin/ndisc_notify', 1);
  if (version === 4) await backend.ip(`addr add ${server.address}/24 dev twin`);
  else await backend.ip('link set twin up');
  // The kernel takes notice of links once a second.
  await pass(1.5);
}

/** The twin is switched on, and announces its address until the router believes it. */
export async function switchTwinOn({ router, server, backend, version, pass }: Lab): Promise<void> {
  await backend.ip('link set twin up');
  if (version === 6) await backend.ip(`addr add ${server.address}/64 dev twin nodad`);
  const family = version === 4 ? '' : '-6 ';
  await backend.ip(`${family}route replace default via ${router.innerAddress} dev twin`);
  while (!(await router.ip(`neigh show ${server.address} dev switch`)).includes(TWIN_MAC)) {
    await pass(0.1);
    // With arp_notify or ndisc_notify, whoever is given a MAC address says so.
    await backend.ip(`link set twin address ${TWIN_MAC}`);
  }
}
