/**
 * A box races the server with an answer of its own, a redirect (QUANTUM INSERT; some access providers' notices), longer than
 * the real one. What the server sends has sequence numbers that the client already has; the client goes on with the wrong
 * bytes and acknowledges what the server has not sent yet, which the server does not believe.
 */
import { forge } from '../forge.ts';
import { connect } from './_connection.ts';
import { watch } from './_forgery.ts';
import { LAST_RESPONSE, REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const REDIRECT = `HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/${'x'.repeat(80)}\r\nContent-Length: 0\r\n\r\n`;

export const scenario: Scenario = {
  id: 'injected-data-redirect',
  summary:
    'A box answers a request with a redirect in the name of the server. The answer of the server, with other bytes of the same numbers, comes too late, and the two ends never agree again: the client closes, and the server does not believe it.',
  run: async (lab) => {
    const { client, router, server, seen, pass } = lab;
    const ends = await connect(lab, 80);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    const { client: to, server: from, clientNext, serverNext } = await watch(lab, { said: 'GET' });
    const redirect = {
      from,
      to,
      flags: 'P.',
      seq: serverNext,
      ack: clientNext,
      window: 8192,
      payload: REDIRECT,
    } as const;
    await router.sendPacket(forge({ ...redirect, ttl: 240, ipId: 0xd2 }));
    await ends.client.receiveExactly(REDIRECT.length);
    await pass(0.05);
    await ends.server.send(LAST_RESPONSE);
    await seen(server, '.', { payload: 'ok' });
    await ends.client.close();
    await seen(client, 'F.');
    await ends.server.close();
    await pass(1);
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'injected-data',
      by: 'middlebox',
      how: 'fin',
      // The server sees that the client acknowledges what it has never sent.
      at: { server: { accept: ['sequence-rewriting'] } },
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtTCPChallengeACK', at: 'server' },
    { event: 'TcpExtTCPDSACKOldSent', at: 'client' },
    { event: 'tcp_retransmit_skb', at: 'server' },
  ],
};
