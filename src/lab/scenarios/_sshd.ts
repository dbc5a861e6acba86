/** sshd in the foreground, with a host key made for the occasion. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/** Starts sshd on port 22 with these lines in its configuration. Recorded as the log sshd. */
export async function startSshd(host: Host, settings: string): Promise<Program> {
  const folder = host.folder('ssh');
  await host.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${folder}/key`]);
  // Where sshd's child, without rights, has its root; /run is the run's own.
  await host.run('mkdir', ['-p', '/run/sshd']);
  const config = host.file(
    'sshd_config',
    `ListenAddress ${host.urlAddress}:22
HostKey ${folder}/key
PidFile none
UsePAM no
${settings}
`,
  );
  return await host.start('/usr/sbin/sshd', ['-D', '-e', '-f', config], { listensOn: 22, log: 'sshd' });
}
