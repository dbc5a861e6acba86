/**
 * HAProxy says who the client is before it passes on what that one says (`send-proxy`, the PROXY protocol of haproxy.org), and
 * nginx does not expect it: for it `PROXY TCP4 …` is a request it cannot read, answered with 400.
 */
import { startHaproxy } from './_haproxy.ts';
import { comeTogether } from './_last-words.ts';
import { holdWorker, startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'proxy-protocol-mismatch',
  summary:
    'A load balancer speaks the PROXY protocol to an nginx that has not been told. nginx takes its first line for a bad request, answers 400 and closes.',
  versions: [4, 6],
  programs: ['nginx', 'haproxy', 'curl'],
  run: async (lab) => {
    const { client, server, seen, slowPath } = lab;
    await slowPath({ delay: 100 });
    const nginx = await startNginx(server, 80, `server { listen ${server.urlAddress}:80; }`);
    const haproxy = await startHaproxy(
      client,
      8080,
      `frontend site
        bind ${client.address}:8080
        default_backend web
      backend web
        source ${client.address}:${client.takePort()}
        server web ${server.address}:80 send-proxy`,
    );
    const goOn = await holdWorker(nginx);
    const curl = await client.curl(['--include', `http://${client.urlAddress}:8080/`]);
    await seen(client, '.', { payload: 'GET /' });
    goOn();
    await comeTogether(lab, haproxy, '400 Bad Request');
    await curl.printed(/400 Bad Request/);
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'proxy-protocol-mismatch', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-access', says: /"PROXY TCP[46] .*" 400/ }],
};
