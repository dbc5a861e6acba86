/** A client sends half a request; HAProxy waits for the rest (`timeout http-request`), answers 408 and closes: flags cR. */
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'request-timeout-haproxy',
  summary:
    'A client sends the first half of a request. HAProxy waits two seconds for the rest, answers 408 and closes.',
  versions: [4, 6],
  programs: ['haproxy'],
  run: async ({ client, server, seen }) => {
    const site = `frontend site\n  bind ${server.address}:80\n  http-request return status 200`;
    await startHaproxy(server, 80, site, 'timeout http-request 2s');
    const socket = await client.connect(server, 80);
    await socket.send('GET / HTTP/1.1\r\nHost: server.exam');
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'request-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'haproxy', says: / 408 .* cR-- / }],
};
