/** The oldest use of shutdown(2): `sort` on the far side, which can begin only when it has seen the end of its input. */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'half-close-socat',
  summary:
    'A client (socat, as netcat -N would) sends some lines and the end of its input, a FIN. The server runs sort on them, sends the result and closes. Nothing is wrong.',
  versions: [4, 6],
  programs: ['socat'],
  run: async ({ client, server, seen, version }) => {
    const listen = `TCP${version}-LISTEN:7000,bind=${server.urlAddress},reuseaddr`;
    await server.start('socat', ['-t5', listen, 'EXEC:sort'], { listensOn: 7000 });
    const to = `TCP${version}:${server.urlAddress}:7000,bind=${client.urlAddress}:${client.takePort()}`;
    const socat = await client.start('socat', ['-t5', '-', to], { log: 'socat' });
    socat.write('two\nthree\none\n');
    socat.endInput();
    await socat.ended;
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 7000, cause: 'half-close', by: 'client', how: 'fin' }],
  packets: [
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'newstate=TCP_FIN_WAIT1' },
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_CLOSE_WAIT newstate=TCP_LAST_ACK' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'socat', says: /one\nthree\ntwo\n/ }],
};
