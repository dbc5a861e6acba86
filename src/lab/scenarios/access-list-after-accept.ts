/**
 * sshd asks libwrap whether the client may come (hosts.deny, hosts_access(5)): it has accepted, looks at the address, says
 * nothing, and exits five seconds later (clean_exit in tcp_wrappers' clean_exit.c).
 */
import type { Host } from '../host.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { startSshd } from './_sshd.ts';
import { withSyslog } from './_syslog.ts';

/** Lets the server see these files of its own. The run has mounts of its own, so nobody else does. */
async function withFiles(
  server: Host,
  files: Readonly<Record<string, string>>,
  act: () => Promise<void>,
): Promise<void> {
  const paths = Object.keys(files);
  for (const path of paths) {
    await server.run('mount', ['--bind', server.file(path.replaceAll('/', '_'), files[path] ?? ''), path]);
  }
  try {
    await act();
  } finally {
    for (const path of paths) await server.run('umount', [path]);
  }
}

export const scenario: Scenario = {
  id: 'access-list-after-accept',
  summary:
    'A client stands in /etc/hosts.deny. sshd accepts its connection, refuses it and closes after five seconds without a word.',
  versions: [4, 6],
  programs: ['sshd'],
  run: async ({ client, server, seen }) => {
    const files = {
      '/etc/hosts.deny': `sshd: ${client.urlAddress}\n`,
      // libwrap looks for the client's name before it says no. Nobody is asked for it here.
      '/etc/resolv.conf': 'nameserver 127.0.0.1\n',
    };
    const visit = async (): Promise<void> => {
      await startSshd(server, '');
      const socket = await client.connect(server, 22);
      await socket.receiveAll();
      await socket.close();
      await seen(client, 'F.');
      await seen(server, '.');
    };
    await withFiles(server, files, async () => await withSyslog(server, visit));
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 22,
      cause: 'access-list-after-accept',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['server-idle-timeout', 'closed-without-response'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'sched_process_exit', says: 'comm=sshd' },
    { event: 'tcp_send_reset', absent: true },
  ],
  // libwrap says it to syslog alone.
  logs: [{ log: 'syslog', says: /sshd: refused connect from \S+ \(\S+\)/ }],
};
