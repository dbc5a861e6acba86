/** shutdown(2) for writing: a FIN that closes one direction only (RFC 9293 §3.6, case 1: "I have no more data to send"). */
import { connect } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

const REQUEST = 'three lines, please\n';

export const scenario: Scenario = {
  id: 'half-close',
  summary:
    'A client says that it has sent all (a FIN) and goes on reading. The server sends for a while and then closes too. Nothing is wrong.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, pass } = lab;
    const ends = await connect(lab, 7000);
    await ends.client.send(REQUEST);
    await ends.client.shutdown('write');
    await ends.server.receiveAll();
    for (const text of ['one\n', 'two\n', 'three\n']) {
      await pass(0.3);
      await ends.server.send(text);
    }
    await ends.server.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 7000, cause: 'half-close', by: 'client', how: 'fin' }],
  packets: [
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_CLOSE_WAIT' },
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_FIN_WAIT1 newstate=TCP_FIN_WAIT2' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
