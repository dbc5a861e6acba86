/** A client sends half a request; Apache waits for the rest (mod_reqtimeout, RequestReadTimeout), answers 408 and closes. */
import { startApache } from './_apache.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'request-timeout-apache',
  summary: 'A client sends the first half of a request. Apache waits two seconds for the rest, answers 408 and closes.',
  programs: ['apache2'],
  run: async ({ client, server, seen }) => {
    await startApache(server, 'RequestReadTimeout header=2', { modules: ['reqtimeout'] });
    const socket = await client.connect(server, 80);
    await socket.send('GET / HTTP/1.1\r\nHost: server.exam');
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'request-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'apache-access', says: / 408 / }],
};
