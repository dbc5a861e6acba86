/**
 * HAProxy keeps idle connections to its servers and uses them again (`http-reuse`). The server closes one just as HAProxy
 * sends the next request on it: the FIN and the request cross. The client gets 502, and the log says SH: the server
 * closed before the head of an answer (configuration.txt §8.5).
 */
import { startHaproxy } from './_haproxy.ts';
import { RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'keepalive-race-haproxy',
  summary:
    'HAProxy sends a request on a connection that it has kept, while the FIN of the server is on its way, 100 ms long. The server resets what comes after its close.',
  programs: ['haproxy', 'curl'],
  prepare: async ({ client, server }) => {
    const source = `source ${client.address}:50001-50009`;
    const listen = `listen web\n  bind 127.0.0.1:8000\n  http-reuse always\n  server only ${server.address}:8080 ${source}\n`;
    await startHaproxy(client, 8000, listen);
  },
  run: async (lab) => {
    const { client, server, seen, slowPath } = lab;
    await slowPath({ delay: 100 });
    const listener = await server.listen(8080);
    const first = await client.start('curl', ['-qsS', 'http://127.0.0.1:8000/first']);
    const kept = await listener.accept();
    await kept.receive();
    await kept.send(RESPONSE);
    await first.ended;
    await seen(client, '.', { at: ['server'], payload: 'first' });
    await seen(client, '.', { at: ['server'] });
    await kept.close();
    const second = await client.start('curl', ['-qsS', 'http://127.0.0.1:8000/second']);
    await seen(client, '.', { at: ['client', 'server'], payload: 'second' });
    await seen(server, 'R');
    await second.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'keepalive-race', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=packet' }],
  logs: [{ log: 'haproxy', says: / 502 \d+ - - SH-- .*"GET \/second/ }],
};
