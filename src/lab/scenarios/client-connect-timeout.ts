/**
 * The SYN-ACK comes when the client has given up and its socket is closed: its kernel answers with a reset (RFC 9293
 * §3.5.2).
 */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'client-connect-timeout',
  summary:
    "On a path with a round trip of 1.5 seconds curl waits 1.2 seconds for a connection. Its SYN has been repeated once; to each SYN-ACK the client's kernel answers with a reset.",
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, slowPath, url }) => {
    await server.listen(8080);
    await slowPath({ delay: 750 });
    const curl = await client.curl(['--connect-timeout', '1.2', url(8080)]);
    await curl.printed(/timed out|Timeout/i);
    await seen(client, 'R');
    await seen(client, 'R');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'client-connect-timeout',
      by: 'client',
      how: 'reset',
    },
  ],
  packets: [{ from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' }],
};
