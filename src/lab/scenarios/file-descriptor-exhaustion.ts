/**
 * nginx has no file descriptor left, so accept(2) fails with EMFILE and it leaves the listener alone for half a second
 * (ngx_event_accept in src/event/ngx_event_accept.c). The kernel goes on completing handshakes and taking requests.
 */

import type { Lab } from '../lab.ts';
import type { Program } from '../program.ts';
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const EXHAUSTED = /accept4?\(\) failed \(24: Too many open files\)/;

/** Connects until nginx can accept no more; each connection stays. */
async function exhaust({ client, server }: Lab, nginx: Program): Promise<void> {
  const exhausted = nginx.printed(EXHAUSTED);
  for (let sourcePort = 50_101; !EXHAUSTED.test(nginx.output); sourcePort += 1) {
    const socket = await client.connect(server, 80, { sourcePort });
    await socket.send(REQUEST);
    await Promise.race([socket.receive(), exhausted]);
  }
}

export const scenario: Scenario = {
  id: 'file-descriptor-exhaustion',
  summary:
    "nginx has used up its file descriptors. The kernel completes the next client's handshake and acknowledges its request, nobody accepts it, and curl gives up after two seconds.",
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  prepare: async (lab) => {
    const site = `server { listen ${lab.server.urlAddress}:80; location / { return 200 "ok\\n"; } }`;
    await exhaust(lab, await startNginx(lab.server, 80, site, { files: 16 }));
  },
  run: async ({ client, server, seen, url }) => {
    const curl = await client.curl(['--max-time', '2', url(80)]);
    await curl.printed(/timed out/);
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'file-descriptor-exhaustion',
      by: 'client',
      how: 'fin',
      // A request that nobody reads looks like one that takes long.
      at: everywhere({ accept: ['client-timeout', 'client-abort'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [{ log: 'nginx-error', says: EXHAUSTED }],
};
