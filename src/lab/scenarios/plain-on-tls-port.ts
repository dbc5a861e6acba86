/** Plain HTTP on a port that speaks TLS; the server notices, as nginx does, and says so in plain HTTP. */
import type { Scenario } from './_scenario.ts';

const ANSWER = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nThe plain HTTP request was sent to HTTPS port\n';

export const scenario: Scenario = {
  id: 'plain-on-tls-port',
  summary:
    'A client speaks plain HTTP (curl http://…) to a port that speaks TLS. The server says so in plain HTTP, in the way of nginx, and closes.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    const listener = await server.listen(443);
    const curl = await client.curl([url(443)]);
    const accepted = await listener.accept();
    await accepted.receive();
    await accepted.send(ANSWER);
    await accepted.close();
    await curl.ended;
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'plain-on-tls-port', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
