/**
 * A client checks its connection with PING more often than the server allows: GOAWAY with ENHANCE_YOUR_CALM (RFC 9113 §7) and
 * the text `too_many_pings`, as gRPC's servers say it.
 */
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'too-many-pings',
  summary:
    'An HTTP/2 client sends PING after PING on an idle connection. The server tells it to calm down and closes the connection.',
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 100 });
    await server.startOwn('http2-server.mjs', [server.address, '80', 'calm'], { listensOn: 80, log: 'node' });
    const where = [server.address, '80', String(client.takePort()), 'pings'];
    const pings = await client.startOwn('http2-client.mjs', where, { log: 'client' });
    await comeTogether(lab, pings, 'too_many_pings');
    await pings.printed(/closed/);
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'too-many-pings', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [
    { log: 'node', says: /goaway 11 too_many_pings/ },
    { log: 'client', says: /goaway 11 too_many_pings/ },
  ],
};
