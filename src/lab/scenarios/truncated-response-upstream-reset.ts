/**
 * The server behind nginx resets its connection in the middle of an answer: "recv() failed (104: Connection reset by peer)
 * while reading upstream". nginx has sent the head with its Content-Length, so all it can do is close.
 */
import type { Listener } from '../agent.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { answerPartly } from './_upstream.ts';

export const scenario: Scenario<Listener> = {
  id: 'truncated-response-upstream-reset',
  summary:
    'The server behind nginx resets in the middle of an answer of which nginx has passed on the first tenth. nginx closes the connection of the client.',
  versions: [4, 6],
  programs: ['nginx'],
  backend: true,
  prepare: async ({ server, backend }) => {
    const location = `location / { proxy_pass http://${backend.urlAddress}:9000; proxy_buffering off; }`;
    await startNginx(server, 8080, `server { listen ${server.urlAddress}:8080; ${location} }`);
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
  logs: [{ log: 'nginx-error', says: /(?:recv|readv)\(\) failed \(104: Connection reset by peer\)/ }],
};
