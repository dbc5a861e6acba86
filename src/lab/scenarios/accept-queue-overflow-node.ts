/** A Node server whose event loop is busy accepts nothing; the kernel queues as many connections as `backlog` says and one. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'accept-queue-overflow-node',
  summary:
    'A Node server computes for seconds in one request. Two more connections wait in its accept queue, which is full then; the SYNs of the next client get no answer until it gives up.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    const node = await server.startOwn('blocked-event-loop.mjs', [server.address, '3000', '1', '30'], {
      listensOn: 3000,
      log: 'node',
    });
    await client.curl([url(3000, '/slow')]);
    await node.printed(/working/);
    for (const sourcePort of [50002, 50003]) {
      await client.curl([url(3000)]);
      await seen(client, '.', { sourcePort, payload: 'GET' });
      await seen(server, '.');
    }
    const refused = await client.curl(['--connect-timeout', '2.5', url(3000)]);
    await refused.printed(/timed out|Timeout/i);
    for (let i = 0; i < 3; i += 1) await seen(client, 'S', { sourcePort: 50004 });
  },
  truths: [
    {
      clientPort: 50004,
      serverPort: 3000,
      cause: 'accept-queue-overflow',
      by: 'server',
      how: 'timeout',
      at: everywhere({ accept: ['unanswered-syn'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtListenOverflows', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'node', says: /working on \/slow/ }],
};
