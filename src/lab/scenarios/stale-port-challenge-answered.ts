/**
 * As stale-port-challenge, but the reset arrives: the server drops the old connection, and the client's next SYN, which
 * Linux sends at once (tcp_rcv_synsent_state_process in net/ipv4/tcp_input.c), opens a new one.
 */
import type { Socket } from '../agent.ts';
import { exchange } from './_connection.ts';
import { LAST_RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { leaveStale, STALE_PORT } from './_stale-connection.ts';

export const scenario: Scenario = {
  id: 'stale-port-challenge-answered',
  summary:
    'A client that has restarted connects from a port of which the server still has an old connection. It resets that when the server challenges its SYN; its next SYN opens a connection that ends well.',
  versions: [4, 6],
  prepare: async (lab) => await leaveStale(lab, 8080),
  run: async ({ client, server, seen }, listener) => {
    const socket = await client.connect(server, 8080, { sourcePort: STALE_PORT });
    const accepted: Socket = await (listener as Awaited<ReturnType<typeof leaveStale>>).accept();
    await exchange({ client: socket, server: accepted }, undefined, LAST_RESPONSE);
    await accepted.close();
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  // The reset ended another connection, which had these ports before.
  truths: [{ clientPort: STALE_PORT, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPSYNChallenge', at: 'server' },
    { event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_INVALID_ACK_SEQUENCE' },
  ],
};
