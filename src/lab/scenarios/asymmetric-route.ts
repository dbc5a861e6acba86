/**
 * What the server sends takes another way than what it gets, past the stateful firewall. That has seen a SYN and no SYN-ACK, so
 * to it the client's ACK belongs to no connection (nf_conntrack_proto_tcp.c: an ACK in SYN_SENT is invalid), and it drops
 * it and all that follows.
 */
import type { Lab } from '../lab.ts';
import { besideOf } from './_addresses.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { filterByState } from './_stateful-filter.ts';

const SECOND_MAC = '00:00:5e:00:53:2f';

/** A second router on the server's cable, with a MAC address of its own: the server sends everything by it. */
async function addSecondRouter({ router, server, version }: Lab): Promise<void> {
  const gateway = besideOf(server, 12);
  const ip = version === 4 ? '' : '-6 ';
  await router.ip(`link add second link to-server address ${SECOND_MAC} type macvlan mode bridge`);
  await router.ip('link set second up');
  await server.ip(`${ip}neigh replace ${gateway} lladdr ${SECOND_MAC} dev eth0 nud permanent`);
  await server.ip(`${ip}route replace default via ${gateway} dev eth0`);
  await router.nft(`table inet second {
  chain prerouting {
    type filter hook prerouting priority raw;
    iifname "second" notrack
  }
}
`);
  await router.firewall('forward', 'iifname "second" accept');
}

export const scenario: Scenario = {
  id: 'asymmetric-route',
  summary:
    "The server's SYN-ACK reaches the client by a second router. The firewall on the first has never seen it, and drops the client's ACK and request: the client believes to be connected, the server repeats its SYN-ACK, and at last the client gives up repeating its request.",
  versions: [4, 6],
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    await addSecondRouter(lab);
    await filterByState(router);
    await client.sysctl('ipv4/tcp_retries2', 2);
    await server.sysctl('ipv4/tcp_synack_retries', 1);
    await server.listen(8080);
    const socket = await client.connect(server, 8080);
    await socket.send(REQUEST);
    await fails(socket.receive(), 'ETIMEDOUT');
    for (let i = 0; i < 3; i += 1) await seen(client, '.', { at: ['client', 'router'], payload: 'GET' });
    for (let i = 0; i < 2; i += 1) await seen(server, 'S.', { at: ['server'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'asymmetric-route',
      by: 'middlebox',
      how: 'timeout',
      at: {
        // That the ACK never arrives, or that the server takes no notice of it, looks the same.
        client: { accept: ['accept-queue-overflow', 'retransmission-timeout'] },
        // Through which interface a packet goes says that there are two ways, not what becomes of it.
        router: { accept: ['accept-queue-overflow', 'retransmission-timeout'] },
        // A MAC address that differs by direction says that there are two routers, not that one of them drops.
        server: { accept: ['unanswered-syn'] },
      },
    },
  ],
  packets: [
    { from: 'server', flags: 'S.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: '.', seenAt: ['client', 'router'], notAt: ['server'] },
  ],
  kernel: [{ event: 'TcpExtTCPSynRetrans', at: 'server' }],
  logs: [{ log: 'conntrack', says: /\[NEW\] .*SYN_SENT/ }],
};
