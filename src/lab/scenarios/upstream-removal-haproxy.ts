/**
 * An administrator takes a server out of HAProxy and shuts its sessions down (management.txt, `shutdown sessions server`)
 * while an answer is on its way. Its log says K: killed by an administrator.
 */
import type { Listener } from '../agent.ts';
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { answerPartly } from './_upstream.ts';

export const scenario: Scenario<{ listener: Listener; socket: string }> = {
  id: 'upstream-removal-haproxy',
  summary:
    'An administrator takes a server out of HAProxy and shuts down its sessions in the middle of an answer. The client gets a tenth of it.',
  versions: [4, 6],
  programs: ['haproxy', 'socat'],
  backend: true,
  prepare: async ({ server, backend }) => {
    const listener = await backend.listen(9000);
    const socket = `${server.folder('haproxy')}/admin.sock`;
    const listen = `listen web\n  bind ${server.address}:8080\n  server only ${backend.address}:9000\n`;
    await startHaproxy(server, 8080, `${listen}global\n  stats socket ${socket} level admin\n`);
    return { listener, socket };
  },
  run: async (lab, { listener, socket }) => {
    const ends = await answerPartly(lab, listener);
    const commands = 'disable server web/only; shutdown sessions server web/only\n';
    await lab.server.run('socat', ['-', `UNIX-CONNECT:${socket}`], commands);
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
  logs: [{ log: 'haproxy', says: / 200 \d+ - - KD-- / }],
};
