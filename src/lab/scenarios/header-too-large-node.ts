/** Headers are larger than Node takes (--max-http-header-size, 16 KiB unless told): 431, and the socket is destroyed. */
import { comeTogether } from './_last-words.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'header-too-large-node',
  summary: 'A client’s headers are larger than the Node server takes. It answers 431 and closes.',
  programs: ['curl'],
  run: async (lab) => {
    const { client, server, slowPath, url } = lab;
    await slowPath({ delay: 100 });
    await server.startOwn('http-server.mjs', [server.address, '80'], {
      listensOn: 80,
      log: 'node',
      env: { NODE_OPTIONS: '--max-http-header-size=1024' },
    });
    const curl = await client.curl(['--include', '--cookie', `session=${'x'.repeat(1200)}`, url(80)]);
    await comeTogether(lab, curl, '431 Request Header Fields');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'request-too-large', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'node', says: /client error HPE_HEADER_OVERFLOW/ }],
};
