/**
 * A stateful firewall loses its table (a failover without state synchronisation, a reload, `conntrack -F`). To it, every
 * connection under way is one it has not seen begin; here it resets those (nft `reject with tcp reset`).
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { filterByState } from './_stateful-filter.ts';

const PORTS = [8080, 8081, 8082, 8083];

export const scenario: Scenario = {
  id: 'firewall-state-loss',
  summary:
    'A firewall loses its table of connections while four are open. All four are reset by it at the next request, and the server never learns of it.',
  versions: [4, 6],
  programs: ['conntrack'],
  run: async (lab) => {
    const { router, server, seen, fails } = lab;
    const events = await filterByState(router, 'reject with tcp reset');
    const connections = [];
    for (const port of PORTS) connections.push(await connect(lab, port));
    for (const connection of connections) await exchange(connection);
    await router.run('conntrack', ['-F']);
    await events.printed(/DESTROY/);
    for (const connection of connections) await connection.client.send(SECOND_REQUEST);
    for (const port of PORTS) await seen(server, 'R', { at: ['client'], sourcePort: port });
    for (const connection of connections) await fails(connection.client.receive(), 'ECONNRESET');
  },
  truths: PORTS.map((serverPort, index) => ({
    clientPort: 50_001 + index,
    serverPort,
    cause: 'firewall-state-loss',
    by: 'middlebox',
    how: 'reset',
    at: {
      // That the firewall reset them is to be seen; why it no longer lets them pass, is not.
      client: { accept: ['inline-firewall-reset'] },
      router: { accept: ['inline-firewall-reset'] },
      server: { accept: ['still-open'], by: 'nobody', how: 'open' },
      both: { accept: ['inline-firewall-reset'] },
    },
  })),
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'conntrack', says: /DESTROY\] tcp .*dport=8083/ }],
};
