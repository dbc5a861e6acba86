/**
 * The address behind a service is taken out while connections to it are open: the service's map no longer has it, what the
 * router knew of its connections is deleted, and the service answers with an ICMP error from then on, as kube-proxy does
 * for a service without endpoints.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import { forwardPort } from './_port-forward.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'endpoint-removal',
  summary:
    'A router forwards a service to the server, and the server is taken out of it in the middle of a connection. The next request is reset by the router, and a new connection is rejected, because the service has no server any more.',
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    const events = await forwardPort(router, server, 8080);
    const connection = await connect(lab, 8080, { address: router.address });
    await exchange(connection);
    await router.nft('flush map ip nat endpoints');
    await router.firewall('input', 'tcp dport 8080 tcp flags & (syn | ack) == syn reject');
    await router.firewall('input', 'tcp dport 8080 reject with tcp reset');
    await router.run('conntrack', ['-D', '-p', 'tcp', '--dport', '8080']);
    await events.printed(/DESTROY/);
    await connection.client.send(SECOND_REQUEST);
    await seen(router, 'R', { at: ['client'] });
    await fails(connection.client.receive(), 'ECONNRESET');
    await fails(client.connect(router, 8080), 'ECONNREFUSED');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'endpoint-removal',
      by: 'middlebox',
      how: 'reset',
      at: {
        // Whether the box lost the connection, or will no longer have it, looks the same.
        client: { accept: ['nat-mapping-loss', 'inline-firewall-reset', 'firewall-state-loss'] },
        router: { accept: ['nat-mapping-loss', 'inline-firewall-reset', 'firewall-state-loss'] },
        server: { accept: ['still-open'], by: 'nobody', how: 'open' },
        both: { accept: ['nat-mapping-loss', 'inline-firewall-reset', 'firewall-state-loss'] },
      },
    },
    {
      clientPort: 50002,
      serverPort: 8080,
      cause: 'firewall-port-unreachable',
      // The address that it asked for is the router's own.
      by: 'server',
      how: 'icmp',
      at: { server: { unseen: true } },
    },
  ],
  packets: [
    { from: 'router', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'icmp 3/3', seenAt: ['client', 'router'], notAt: ['server'] },
  ],
  kernel: [{ event: 'tcp_receive_reset', at: 'client' }],
  logs: [{ log: 'conntrack', says: /DESTROY\] tcp .*dport=8080/ }],
};
