/** A client's own timer (`curl --max-time`) runs out before the server has answered. */
import { RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'client-timeout',
  summary:
    'A server takes too long: the client (curl --max-time 2) closes after exactly two seconds. The answer that comes a second later meets a reset.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url, pass }) => {
    const listener = await server.listen(8080);
    const curl = await client.curl(['--max-time', '2', url(8080)], { log: 'curl' });
    const accepted = await listener.accept();
    await accepted.receive();
    await curl.ended;
    await seen(client, 'F.');
    await pass(1);
    await accepted.send(RESPONSE);
    await seen(client, 'R');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'client-timeout',
      by: 'client',
      how: 'fin',
      // A user may press Ctrl-C after two seconds, too.
      at: everywhere({ accept: ['client-abort'] }),
    },
  ],
  packets: [
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'sched_process_exit', says: 'comm=curl' },
    { event: 'tcp_send_reset', at: 'client', says: 'answers=packet' },
  ],
  logs: [{ log: 'curl', says: /\(28\) Operation timed out after 2\d{3} milliseconds/ }],
};
