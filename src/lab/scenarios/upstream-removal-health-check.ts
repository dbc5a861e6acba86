/**
 * A server fails HAProxy's health checks while an answer is on its way, and HAProxy is told to end its sessions then
 * (`on-marked-down shutdown-sessions`). Its log says D: killed because the server went down.
 */
import type { Listener } from '../agent.ts';
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { answerPartly } from './_upstream.ts';

export const scenario: Scenario<{ listener: Listener; health: Listener }> = {
  id: 'upstream-removal-health-check',
  summary:
    'A server refuses the health checks of HAProxy in the middle of an answer. HAProxy counts it as down and ends the connection of the client, who gets a tenth of the answer.',
  programs: ['haproxy'],
  backend: true,
  prepare: async ({ server, backend }) => {
    const listener = await backend.listen(9000);
    const health = await backend.listen(9001);
    const checks = 'check port 9001 inter 200ms fall 2 on-marked-down shutdown-sessions';
    const listen = `listen web\n  bind ${server.address}:8080\n  server only ${backend.address}:9000 ${checks}\n`;
    await startHaproxy(server, 8080, listen);
    return { listener, health };
  },
  run: async (lab, { listener, health }) => {
    const ends = await answerPartly(lab, listener);
    await health.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await lab.seen(lab.server, 'F.');
    await lab.seen(lab.client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'upstream-removal',
      by: 'server',
      how: 'fin',
      // The client's side shows that the answer is not whole; why, HAProxy's log alone.
      at: everywhere({ accept: ['truncated-response'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_STATE comm=haproxy' }],
  logs: [{ log: 'haproxy', says: / 200 \d+ - - DD-- / }],
};
