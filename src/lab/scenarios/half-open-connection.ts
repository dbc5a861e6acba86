/** One end has forgotten the connection and the other was not told: "half-open" (RFC 9293 §3.5.1). */
import { exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'half-open-connection',
  summary:
    "A server loses a connection without a word to the client, as by a power cut. It answers the client's next request with a reset, for it knows nothing of the connection.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, pass } = lab;
    const listener = await server.listen(8080);
    const ends = { client: await client.connect(server, 8080), server: await listener.accept() };
    await exchange(ends);
    await seen(server, '.', { payload: 'ok' });
    await seen(client, '.');
    // The end of the connection in the server's kernel makes a reset, and that does not leave the server.
    await server.firewall('output', 'tcp flags rst drop');
    await ends.server.reset();
    await listener.close();
    await server.openFirewall();
    await pass(2);
    await ends.client.send(SECOND_REQUEST);
    await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'half-open-connection', by: 'server', how: 'reset' }],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R.', seenAt: [], notAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' }],
};
