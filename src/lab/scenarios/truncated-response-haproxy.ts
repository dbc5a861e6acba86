/**
 * The server behind HAProxy resets its connection in the middle of an answer. HAProxy has passed on the head with its
 * Content-Length, so all it can do is close; its log says SD: the server aborted during the data (configuration.txt §8.5).
 */
import type { Listener } from '../agent.ts';
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';
import { answerPartly } from './_upstream.ts';

export const scenario: Scenario<Listener> = {
  id: 'truncated-response-haproxy',
  summary:
    'The server behind HAProxy resets in the middle of an answer of which HAProxy has passed on the first tenth. HAProxy closes the connection of the client.',
  programs: ['haproxy'],
  backend: true,
  prepare: async ({ server, backend }) => {
    const listen = `listen web\n  bind ${server.address}:8080\n  server only ${backend.address}:9000\n`;
    await startHaproxy(server, 8080, listen);
    return await backend.listen(9000);
  },
  run: async (lab, listener) => {
    const ends = await answerPartly(lab, listener);
    await ends.backend.reset();
    await ends.client.receiveAll();
    await ends.client.close();
    await lab.seen(lab.server, 'F.');
    await lab.seen(lab.client, 'F.');
    await lab.seen(lab.server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'truncated-response', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'backend', says: 'reason=TCP_STATE' }],
  logs: [{ log: 'haproxy', says: / 200 \d+ - - SD-- / }],
};
