/**
 * HAProxy is told to end softly (SIGUSR1, as at a reload): it listens no more, closes idle connections, and says
 * `connection: close` with the answers that it still owes.
 */
import { startHaproxy } from './_haproxy.ts';
import { REQUEST, RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'graceful-shutdown-haproxy',
  summary:
    'HAProxy is told to end. It closes a connection that is idle at once, and another when its request has been answered.',
  programs: ['haproxy'],
  run: async ({ client, server, seen }) => {
    const web = await server.listen(9000);
    const listen = `listen web\n  bind ${server.address}:80\n  server only ${server.address}:9000`;
    const haproxy = await startHaproxy(server, 80, listen);
    const idle = await client.connect(server, 80);
    await idle.send(REQUEST);
    const behindIdle = await web.accept();
    await behindIdle.receive();
    await behindIdle.send(RESPONSE);
    await idle.receive();
    await behindIdle.close();
    const busy = await client.connect(server, 80);
    await busy.send(REQUEST);
    const behindBusy = await web.accept();
    await behindBusy.receive();
    haproxy.signal('SIGUSR1');
    await idle.receiveAll();
    await idle.close();
    await seen(client, 'F.');
    await behindBusy.send(RESPONSE);
    await busy.receiveAll();
    await busy.close();
    await seen(client, 'F.');
    await haproxy.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'graceful-shutdown',
      by: 'server',
      how: 'fin',
      // Nothing else of the server shows what it is about.
      at: everywhere({ accept: ['normal-close', 'server-idle-timeout'] }),
    },
    {
      clientPort: 50002,
      serverPort: 80,
      cause: 'graceful-shutdown',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['normal-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'sched_process_exit', says: 'comm=haproxy' }],
  logs: [{ log: 'haproxy', says: /Proxy web stopped|Stopping proxy web|Stopping frontend web/ }],
};
