/** `curl … | head`: head has seen enough and ends, curl cannot write any more (EPIPE, its error 23) and closes. */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

/** What is sent at once, a second's worth, fits into one packet: nothing of it is left unread. */
const RATE = 1000;
const LENGTH = 4 * RATE;

export const scenario: Scenario = {
  id: 'client-abort-curl',
  summary:
    'A client (curl … | head -c 100) needs only the beginning of a download and closes. nginx, which sends slowly here (limit_rate), has sent a quarter or two and notices.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  run: async ({ client, server, seen, url }) => {
    const root = server.folder('html');
    server.file('html/file', 'x'.repeat(LENGTH));
    const http = `server { listen ${server.urlAddress}:8080; root ${root}; limit_rate ${RATE}; }`;
    const nginx = await startNginx(server, 8080, http);
    const curl = `curl -qsSN --noproxy '*' -A curl --local-port ${client.takePort()} -g ${url(8080, '/file')}`;
    const shell = await client.start('/bin/sh', ['-c', `${curl} | head -c 100`], { log: 'curl' });
    await shell.ended;
    await seen(client, 'F.');
    await nginx.printed(/prematurely closed/);
    await seen(server, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'client-abort', by: 'client', how: 'fin' }],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'sched_process_exit', says: 'comm=curl' },
  ],
  logs: [
    { log: 'curl', says: /\(23\) Fail/ },
    { log: 'nginx-access', says: /"GET \/file HTTP\/1\.1" 200 [12]\d{3} / },
  ],
};
