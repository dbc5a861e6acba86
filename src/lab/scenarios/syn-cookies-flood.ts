/**
 * A flood of SYNs from addresses that never answer fills the queue of handshakes. Linux goes on with cookies (tcp_syn_flood_
 * action in net/ipv4/tcp_input.c), and a client whose last ACK is lost then waits in vain for a server that speaks first.
 */
import { forge } from '../forge.ts';
import type { Lab } from '../lab.ts';
import { elsewhere } from './_addresses.ts';
import { loseLastAck } from './_lost-ack.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

/** SYNs more than the queue has room for. */
async function flood(lab: Lab, count: number): Promise<void> {
  const { client, router, server, seen, version } = lab;
  const source = elsewhere(lab);
  // The answers vanish: a router that says so by ICMP would make the server forget those handshakes.
  await router.ip(`${version === 4 ? '' : '-6 '}route add blackhole ${source}`);
  for (let port = 1025; port < 1025 + count; port += 1) {
    const from = { address: source, port };
    const to = { address: server.address, port: 2525 };
    await client.sendPacket(forge({ from, to, flags: 'S', seq: port * 65_536, window: 1024 }));
    await seen(source, 'S', { at: ['server'], sourcePort: port });
  }
}

export const scenario: Scenario = {
  id: 'syn-cookies-flood',
  summary:
    'Forged SYNs fill a server’s queue of handshakes, so it answers the next client with a SYN cookie. The last ACK of that client is lost; the server, which is to speak first, knows of no connection.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, pass } = lab;
    await server.sysctl('ipv4/tcp_synack_retries', 1);
    await server.listen(2525, { backlog: 8 });
    await flood(lab, 12);
    await loseLastAck(lab);
    await client.connect(server, 2525);
    await pass(2.5);
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 2525,
      cause: 'syn-cookies',
      by: 'nobody',
      how: 'open',
      // The last packet comes when the SYN-ACK would be repeated.
      at: everywhere({ accept: ['still-open'] }),
    },
  ],
  packets: [
    { from: 'server', flags: 'S.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: '.', seenAt: ['client', 'router'], notAt: ['server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPReqQFullDoCookies', at: 'server' },
    { event: 'TcpExtSyncookiesSent', at: 'server' },
    { event: 'TcpExtSyncookiesRecv', at: 'server', absent: true },
  ],
};
