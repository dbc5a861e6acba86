/**
 * A client has five segments on the way when they meet a server that has lost the connection: each is answered with a reset
 * of its own (RFC 9293 §3.5.2). Five genuine resets look like an injector's volley, but they are one to one with what they
 * answer.
 */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

const MESSAGES = 5;

export const scenario: Scenario = {
  id: 'half-open-connection-burst',
  summary:
    'A server loses a connection without a word, over a path of 30 ms each way. Five messages of the client are under way before the first answer, and the server resets each of them.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, slowPath } = lab;
    await slowPath({ delay: 30 });
    const ends = await connect(lab, 7000, { options: { TCP_NODELAY: 1 } });
    await exchange(ends, 'hello\n', 'hello\n');
    await seen(client, '.', { at: ['server'], payload: 'hello' });
    await seen(client, '.', { at: ['server'] });
    // The end of the connection in the server's kernel makes a reset, and that does not leave the server.
    await server.firewall('output', 'tcp flags rst drop');
    await ends.server.reset();
    await server.openFirewall();
    for (let i = 1; i <= MESSAGES; i += 1) await ends.client.send(`message ${i}\n`);
    for (let i = 1; i <= MESSAGES; i += 1) await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 7000, cause: 'half-open-connection', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_send_reset', at: 'server', says: 'answers=packet' },
    { event: 'TcpOutRsts', at: 'server', says: '+6' },
  ],
};
