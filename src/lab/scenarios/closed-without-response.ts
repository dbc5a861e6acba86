/** A server takes the request and closes: nginx's 444, a worker that ends, a filter that does not like what it reads. */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'closed-without-response',
  summary: 'A server reads the request and closes without a byte of answer. curl calls it "Empty reply from server".',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    const listener = await server.listen(8080);
    const curl = await client.curl([url(8080)], { log: 'curl' });
    const accepted = await listener.accept();
    await accepted.receive();
    await accepted.close();
    await curl.ended;
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'closed-without-response', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'curl', says: /\(52\) Empty reply from server/ }],
};
