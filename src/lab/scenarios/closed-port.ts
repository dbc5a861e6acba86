/** Nobody listens on the port, so the kernel answers the SYN with a reset (RFC 9293 §3.10.7.1). */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'closed-port',
  summary: "A client connects to a port where nobody listens. The server's kernel answers the SYN with a reset.",
  versions: [4, 6],
  run: async ({ client, server, seen, fails }) => {
    await fails(client.connect(server, 7001), 'ECONNREFUSED');
    await seen(server, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 7001, cause: 'closed-port', by: 'server', how: 'refused' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' }],
};
