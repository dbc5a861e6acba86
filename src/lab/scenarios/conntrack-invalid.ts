/**
 * The router's fast path (flow offload) translates what the client sends, and conntrack does not see it. So the server's
 * answer acknowledges what conntrack has never seen: it is invalid (nf_conntrack_proto_tcp.c `tcp_in_window`: "ACK is over
 * the upper bound"), and what is invalid is not translated. It comes to the client from the server's own address, of which
 * the client knows no connection. kube-proxy drops what is invalid for this reason.
 */
import type { Host } from '../host.ts';
import { connect, exchange } from './_connection.ts';
import { RESPONSE, SECOND_REQUEST } from './_messages.ts';
import { forwardPort } from './_port-forward.ts';
import type { Scenario } from './_scenario.ts';

/** From now on the client's data is translated before conntrack sees it. */
async function passConntrack(router: Host, server: Host): Promise<void> {
  const family = server.version === 6 ? 'ip6' : 'ip';
  const rule = `tcp dport 8080 tcp flags & psh == psh notrack ${family} daddr set ${server.address}`;
  await router.nft(`table ${family} fastpath {
  chain prerouting {
    type filter hook prerouting priority raw;
    ${rule}
  }
}
`);
}

export const scenario: Scenario = {
  id: 'conntrack-invalid',
  summary:
    "The answer of a server is invalid to the router's conntrack, passes untranslated, and the client resets what it does not know. When the client repeats its request, the server resets in turn.",
  versions: [4, 6],
  programs: ['conntrack'],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    await forwardPort(router, server, 8080);
    const connection = await connect(lab, 8080, { address: router.address });
    await exchange(connection);
    await passConntrack(router, server);
    await connection.client.send(SECOND_REQUEST);
    await seen(client, 'R', { at: ['server'] });
    await fails(connection.server.send(RESPONSE), 'ECONNRESET');
    await seen(router, 'R', { at: ['client'] });
    await fails(connection.client.receive(), 'ECONNRESET');
    const statistics = await router.start('conntrack', ['-S'], { log: 'conntrack-statistics' });
    await statistics.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'conntrack-invalid',
      by: 'middlebox',
      how: 'reset',
      at: {
        // Before and behind the translation it is two connections; the one behind says what happened.
        router: { accept: ['half-open-connection'] },
        // What the server's segment met, it cannot see: a host that knows nothing of the connection.
        server: { accept: ['half-open-connection'] },
      },
    },
  ],
  packets: [
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['router', 'server'], notAt: ['client'] },
    { from: 'router', flags: 'R', seenAt: ['client'], notAt: ['server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' },
    { event: 'tcp_send_reset', at: 'server', says: 'state=TCP_LISTEN' },
  ],
  logs: [{ log: 'conntrack-statistics', says: /\binvalid=[1-9]/ }],
};
