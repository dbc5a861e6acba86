/** A Node server meets an error and takes leave: GOAWAY with INTERNAL_ERROR and a text (RFC 9113 §6.8), then it closes. */
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'http2-goaway',
  summary:
    'An HTTP/2 server answers a request with GOAWAY, an error code and a text that says why, and closes the connection.',
  programs: ['curl'],
  run: async (lab) => {
    const { client, server, slowPath, url } = lab;
    await slowPath({ delay: 100 });
    await server.startOwn('http2-server.mjs', [server.address, '80', 'fail'], { listensOn: 80, log: 'node' });
    const curl = await client.curl(['--http2-prior-knowledge', url(80)]);
    await comeTogether(lab, curl, 'cannot reach the database');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'http2-goaway', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'node', says: /goaway 2 cannot reach the database/ }],
};
