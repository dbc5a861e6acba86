/** A server refuses an upload without reading its body: the reset may cost the client the answer (RFC 9112 §9.6). */
import { connect } from './_connection.ts';
import { upload } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const ANSWER = 'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

export const scenario: Scenario = {
  id: 'unread-request-body',
  summary:
    'A server reads the headers of an upload, answers 413 and closes without reading the body. The reset that follows the answer may cost the client the answer.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen } = lab;
    const ends = await connect(lab, 8080);
    const request = upload(2000);
    await ends.client.send(request);
    await seen(client, '.', { payload: 'POST' });
    await seen(client, '.', { payload: 'xxx' });
    await seen(server, '.');
    await ends.server.receiveExactly(request.indexOf('x'.repeat(100)));
    await ends.server.send(ANSWER);
    await ends.server.close();
    await seen(server, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'unread-request-body', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' }],
};
