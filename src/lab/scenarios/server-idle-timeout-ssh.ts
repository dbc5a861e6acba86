/** sshd's UnusedConnectionTimeout (OpenSSH 9.2): a connection without an open channel is closed (serverloop.c). */
import type { Host } from '../host.ts';
import type { Scenario } from './_scenario.ts';
import { startSshd } from './_sshd.ts';

/** A key of the client with which it may log in, and the file that says so on the server. */
async function makeKey(client: Host, server: Host): Promise<{ key: string; authorized: string }> {
  const key = `${client.folder('ssh')}/key`;
  await client.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  return { key, authorized: server.file('authorized_keys', await client.run('cat', [`${key}.pub`])) };
}

export const scenario: Scenario = {
  id: 'server-idle-timeout-ssh',
  summary:
    'sshd closes a connection that has had no open channel, no session and no forwarding, for its UnusedConnectionTimeout, here two seconds. It says so by a message of disconnection, which is encrypted; so is that of the client, which comes after the close and is answered by a reset.',
  versions: [4, 6],
  programs: ['sshd', 'ssh'],
  run: async ({ client, server, seen }) => {
    const { key, authorized } = await makeKey(client, server);
    const settings = ['PermitRootLogin yes', 'StrictModes no', `AuthorizedKeysFile ${authorized}`];
    await startSshd(server, [...settings, 'UnusedConnectionTimeout 2'].join('\n'));
    const trusting = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes'];
    const ssh = await client.start('ssh', ['-F', '/dev/null', '-N', ...trusting, '-i', key, `root@${server.address}`], {
      log: 'ssh',
    });
    await seen(server, 'F.');
    await ssh.ended;
  },
  truths: [{ serverPort: 22, cause: 'server-idle-timeout', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'newstate=TCP_FIN_WAIT1 comm=sshd' }],
  logs: [{ log: 'sshd', says: /terminating inactive connection/ }],
};
