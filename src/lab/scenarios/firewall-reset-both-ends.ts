/**
 * An intrusion prevention system finds a threat in a request, drops it and resets both ends, each in the name of the other,
 * in the same instant: Palo Alto's action "reset-both", the default for threats.
 */
import { forge } from '../forge.ts';
import { connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import type { Scenario } from './_scenario.ts';

const THREAT = 'GET /threat HTTP/1.1\r\nHost: server.example\r\n\r\n';

export const scenario: Scenario = {
  id: 'firewall-reset-both-ends',
  summary:
    'A firewall drops a request that it takes for a threat and resets client and server in the same instant, each in the name of the other.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    const connection = await connect(lab, 8080);
    await exchange(connection);
    const { client: near, server: far, clientNext, serverNext } = await watch(lab);
    await router.firewall('forward', 'iifname to-client tcp flags & psh == psh drop');
    await connection.client.send(THREAT);
    await seen(client, '.', { at: ['router'], payload: 'threat' });
    const reset = { flags: 'R', ipId: 0x2a } as const;
    await Promise.all([
      router.sendPacket(forge({ ...reset, from: far, to: near, seq: serverNext })),
      router.sendPacket(forge({ ...reset, from: near, to: far, seq: clientNext })),
    ]);
    await seen(server, 'R', { at: ['client'] });
    await seen(client, 'R', { at: ['server'] });
    await fails(connection.client.receive(), 'ECONNRESET');
    await fails(connection.server.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'firewall-reset-both-ends',
      by: 'middlebox',
      how: 'reset',
      at: {
        // Each end sees one of the two resets.
        client: { accept: ['injected-reset', 'inline-firewall-reset'] },
        router: { accept: ['inline-firewall-reset'] },
        // Packets alone show that neither end sent the resets, not what kind of device did.
        both: { accept: ['inline-firewall-reset', 'injected-reset'] },
        server: { accept: ['injected-reset'] },
      },
    },
  ],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R', seenAt: ['server', 'router'], notAt: ['client'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_receive_reset', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
