/**
 * A firewall gets new rules in the middle of a connection, and they drop what the old ones let pass. Nobody is told; the
 * client repeats its request until it gives up (RFC 9293 §3.8.3).
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'retransmission-timeout-rule-reload',
  summary:
    "The rules of a firewall change in the middle of a connection, and it drops the client's next request and every repetition. The client gives up; the server is told nothing.",
  run: async (lab) => {
    const { client, router, fails } = lab;
    await client.sysctl('ipv4/tcp_retries2', 2);
    await router.firewall('forward', 'tcp dport { 80, 8080 } counter accept');
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await router.openFirewall();
    await router.firewall('forward', 'tcp dport 80 accept');
    await router.firewall('forward', 'tcp dport 8080 counter drop');
    await ends.client.send(SECOND_REQUEST);
    await fails(ends.client.receive(), 'ETIMEDOUT');
    const rules = await router.start('nft', ['list', 'ruleset'], { log: 'rules' });
    await rules.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'retransmission-timeout',
      by: 'middlebox',
      how: 'timeout',
      at: {
        // That the path no longer carries it is to be seen; that it was forbidden to, is not.
        client: { by: 'nobody' },
        router: { by: 'nobody' },
        server: { accept: ['still-open'], by: 'nobody', how: 'open' },
        both: { by: 'nobody' },
      },
    },
  ],
  packets: [],
  kernel: [
    { event: 'TcpExtTCPAbortOnTimeout', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'rules', says: /dport 8080 counter packets [1-9]\d* bytes \d+ drop/ }],
};
