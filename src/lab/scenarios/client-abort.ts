/** A client's program ends in the middle of a download: its kernel closes, and later has no reader for what still comes. */
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const HALF = 'x'.repeat(200);
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n';

export const scenario: Scenario = {
  id: 'client-abort',
  summary:
    'A client (curl) is interrupted with Ctrl-C in the middle of a download. Its FIN comes while the server still sends, and what the server sends after it is answered with a reset.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    const listener = await server.listen(8080);
    const curl = await client.curl([url(8080)]);
    const accepted = await listener.accept();
    await accepted.receive(REQUEST.length);
    await accepted.send(HEAD + HALF);
    await curl.printed(new RegExp(HALF));
    await curl.kill('SIGINT');
    await seen(client, 'F.');
    await accepted.send(HALF);
    await seen(client, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'client-abort', by: 'client', how: 'fin' }],
  packets: [
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'sched_process_exit', says: 'comm=curl' },
    { event: 'tcp_send_reset', at: 'client', says: 'answers=packet' },
  ],
};
