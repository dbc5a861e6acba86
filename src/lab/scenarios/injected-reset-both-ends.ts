/**
 * A device beside the path resets both ends, and to be sure sends more than one reset: with numbers that would be right
 * after more data (Weaver, Sommer and Paxson, NDSS 2009, found that in Comcast's and China's injectors).
 */
import { forge } from '../forge.ts';
import { connect } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: forbidden.example\r\n\r\n';
const GUESSES = [0, 1460, 4380];

export const scenario: Scenario = {
  id: 'injected-reset-both-ends',
  summary:
    "A device beside the path resets both ends in each other's name, and to be sure sends each three resets: with the right sequence number and with two that would be right after more data. Neither end had sent one.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    const ends = await connect(lab, 80);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    await seen(client, '.', { payload: 'forbidden' });
    const { seq, ack } = await seen(server, '.');
    const serverEnd = { address: server.address, port: 80 };
    const clientEnd = { address: client.address, port: 50001 };
    for (const [number, guess] of GUESSES.entries()) {
      const common = { flags: 'R', ttl: 119, ipId: 0x7000 + number };
      await router.sendPacket(forge({ ...common, from: serverEnd, to: clientEnd, seq: seq + guess }));
      await router.sendPacket(forge({ ...common, from: clientEnd, to: serverEnd, seq: ack + guess }));
    }
    for (const _ of GUESSES) {
      await seen(server, 'R', { at: ['client'] });
      await seen(client, 'R', { at: ['server'] });
    }
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'injected-reset', by: 'middlebox', how: 'reset' }],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R', seenAt: ['server', 'router'], notAt: ['client'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_receive_reset', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
