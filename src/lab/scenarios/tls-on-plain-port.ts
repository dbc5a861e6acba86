/** TLS on a port that speaks plain HTTP: the ClientHello (RFC 8446 §4.1.2) is no request. */
import type { Scenario } from './_scenario.ts';

const ANSWER = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';

export const scenario: Scenario = {
  id: 'tls-on-plain-port',
  summary:
    'A client speaks TLS (curl https://…) to a port that speaks plain HTTP, which answers its ClientHello with 400 and closes.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    const listener = await server.listen(8080);
    const curl = await client.curl(['--insecure', url(8080, '/', 'https')]);
    const accepted = await listener.accept();
    await accepted.receive();
    // The answer and the FIN in one segment, or the client would sometimes close first.
    await accepted.set({ TCP_CORK: 1 });
    await accepted.send(ANSWER);
    await accepted.close();
    await curl.ended;
    await seen(server, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'tls-on-plain-port', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' }],
};
