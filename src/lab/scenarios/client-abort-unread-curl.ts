/**
 * Ctrl-C in the middle of a download that comes faster than curl takes it (--limit-rate): what it has not read is lost, and its
 * kernel says so by a reset (RFC 1122 §4.2.2.13).
 */
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n';
const PART = 'x'.repeat(1000);

export const scenario: Scenario = {
  id: 'client-abort-unread-curl',
  summary:
    'curl is interrupted in the middle of a download, with data in its socket that it has not read. Its kernel resets the connection.',
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    const listener = await server.listen(8080);
    const curl = await client.curl([url(8080)]);
    const accepted = await listener.accept();
    await accepted.receive(REQUEST.length);
    await accepted.send(HEAD + PART);
    await curl.printed(new RegExp(PART));
    await curl.hold();
    await accepted.send(PART);
    await seen(server, '.', { at: ['client'], payload: HEAD });
    await seen(server, '.', { payload: PART });
    curl.signal('SIGINT');
    curl.signal('SIGCONT');
    await seen(client, 'R.');
    await curl.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'client-abort',
      by: 'client',
      how: 'reset',
      // The same event by the kernel's name; and SO_LINGER gives the same packet.
      at: everywhere({ accept: ['unread-data-at-close', 'abortive-close'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_ABORT_ON_CLOSE' },
    { event: 'signal_deliver', says: 'sig=2' },
    { event: 'sched_process_exit', says: 'comm=curl' },
  ],
};
