/**
 * A stateful firewall fails over to one that does not know the connections of the first, and drops what belongs to none
 * that it has seen begin. Every connection under way stalls at the same instant; new ones work.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { filterByState } from './_stateful-filter.ts';

const PORTS = [8080, 8081, 8082];

export const scenario: Scenario = {
  id: 'firewall-state-loss-silent',
  summary:
    'A firewall loses its table of connections while three are open and drops everything that belongs to them; the client gives up on all three. A new connection works.',
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, fails } = lab;
    const events = await filterByState(router);
    await client.sysctl('ipv4/tcp_retries2', 2);
    const connections = [];
    for (const port of PORTS) connections.push(await connect(lab, port));
    for (const connection of connections) await exchange(connection);
    await router.run('conntrack', ['-F']);
    await events.printed(/DESTROY/);
    for (const connection of connections) await connection.client.send(SECOND_REQUEST);
    const latest = await connect(lab, 8083);
    await exchange(latest);
    await Promise.all(connections.map(async (connection) => await fails(connection.client.receive(), 'ETIMEDOUT')));
    await latest.client.close();
    await latest.server.close();
  },
  truths: [
    ...PORTS.map((serverPort, index) => ({
      clientPort: 50_001 + index,
      serverPort,
      cause: 'firewall-state-loss',
      by: 'middlebox' as const,
      how: 'timeout' as const,
      at: {
        // Why the path no longer carries them is not to be seen; a new connection works.
        client: { accept: ['retransmission-timeout'] },
        router: { accept: ['retransmission-timeout'] },
        server: { accept: ['still-open'], by: 'nobody', how: 'open' } as const,
        both: { accept: ['retransmission-timeout'] },
      },
    })),
    { clientPort: 50_004, serverPort: 8083, cause: 'normal-close', by: 'client', how: 'fin' },
  ],
  packets: [],
  kernel: [
    { event: 'TcpExtTCPAbortOnTimeout', at: 'client', says: '+3' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'conntrack', says: /DESTROY\] tcp .*dport=8082/ }],
};
