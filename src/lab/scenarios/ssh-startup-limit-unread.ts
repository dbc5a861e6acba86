/**
 * As ssh-startup-limit, with a client that speaks first, as OpenSSH's does: its version string has come when sshd accepts and
 * closes, nobody reads it, and so the close is a reset. The client may never see why.
 */
import type { Scenario } from './_scenario.ts';
import { startSshd } from './_sshd.ts';

export const scenario: Scenario = {
  id: 'ssh-startup-limit-unread',
  summary:
    'sshd drops a connection because of MaxStartups. The client has sent its version already, which sshd does not read: the connection is reset.',
  programs: ['sshd', 'ssh'],
  run: async ({ client, server, seen }) => {
    const sshd = await startSshd(server, 'MaxStartups 1:100:1');
    const first = await client.connect(server, 22);
    await first.receive();
    await sshd.hold();
    const port = client.takePort();
    await client.sysctl('ipv4/ip_local_port_range', `${port} ${port}`);
    const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'BatchMode=yes'];
    const ssh = await client.start('ssh', ['-F', 'none', ...options, `nobody@${server.address}`]);
    await seen(client, '.', { payload: 'SSH-2.0-OpenSSH' });
    sshd.signal('SIGCONT');
    await seen(server, 'R.');
    await ssh.ended;
  },
  truths: [{ clientPort: 50002, serverPort: 22, cause: 'ssh-startup-limit', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' }],
  logs: [{ log: 'sshd', says: /past MaxStartups|beginning MaxStartups/ }],
};
