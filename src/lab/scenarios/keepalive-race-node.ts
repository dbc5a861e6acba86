/**
 * Node's http.Server closes idle connections after keepAliveTimeout (5 seconds where nobody has set it), its http.Agent
 * reuses them (documentation of http, `request.reusedSocket`): where both happen at once a request is lost. An Agent that is
 * told the time by a Keep-Alive field avoids that; here, as behind most proxies, there is no such field.
 */
import type { Scenario } from './_scenario.ts';

const DELAY = 60;
/** The client has the response DELAY after the server sent it, and its request takes DELAY: half of that too late. */
const BEFORE = DELAY + DELAY / 2;

export const scenario: Scenario = {
  id: 'keepalive-race-node',
  summary:
    'A Node server closes a connection that had no request for its keepAliveTimeout, while the next request of a Node client with a keep-alive Agent is on its way. The path takes 60 ms each way. The client gets ECONNRESET. Another connection before was left to time out.',
  versions: [4, 6],
  attempts: 5,
  run: async ({ client, server, seen, slowPath }) => {
    await slowPath({ delay: DELAY });
    await server.startOwn('keepalive-server.mjs', [server.address, '8080', '1000'], { listensOn: 8080 });
    const args = [server.address, '8080', String(client.takePort()), String(BEFORE)];
    const program = await client.startOwn('keepalive-client.mjs', args, { log: 'node-client' });
    await program.printed(/error ECONNRESET reused true/);
    await seen(server, 'F.', { destinationPort: 50002 });
    await seen(server, 'R', { destinationPort: 50002 });
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'server-idle-timeout', by: 'server', how: 'fin' },
    { clientPort: 50002, serverPort: 8080, cause: 'keepalive-race', by: 'server', how: 'fin' },
  ],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', at: 'server', says: 'answers=packet' },
  ],
  logs: [{ log: 'node-client', says: /status 200 reused false\nerror ECONNRESET reused true/ }],
};
