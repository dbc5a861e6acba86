/**
 * sshd drops connections while too many have not logged in yet (MaxStartups; sshd.c drop_connection): it says so in clear text
 * and closes.
 */
import type { Scenario } from './_scenario.ts';
import { startSshd } from './_sshd.ts';

export const scenario: Scenario = {
  id: 'ssh-startup-limit',
  summary:
    'One client has connected to sshd and not logged in; MaxStartups allows no more. The next one is told so and its connection is closed.',
  versions: [4, 6],
  programs: ['sshd', 'ssh'],
  run: async ({ client, server, seen }) => {
    await startSshd(server, 'MaxStartups 1:100:1');
    const first = await client.connect(server, 22);
    await first.receive();
    const second = await client.connect(server, 22);
    await second.receiveAll();
    await second.close();
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50002, serverPort: 22, cause: 'ssh-startup-limit', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'sshd', says: /past MaxStartups|beginning MaxStartups/ }],
};
