/** A host whose programs have a syslog daemon: what they send to /dev/log (syslog(3)) becomes a log of the recording. */
import type { Host } from '../host.ts';

/** Acts while syslog(3) of this host is heard. Recorded as the log syslog. */
export async function withSyslog(host: Host, act: () => Promise<void>): Promise<void> {
  const [upper, work] = [host.folder('dev'), host.folder('dev-work')];
  // The folder itself is the machine's; over it one of the run's own, which sees the same devices.
  const options = `lowerdir=/dev,upperdir=${upper},workdir=${work}`;
  await host.run('mount', ['-t', 'overlay', 'overlay', '-o', options, '/dev']);
  try {
    const log = host.file('syslog', '');
    host.keepLog('syslog', log);
    const daemon = await host.startOwn('syslog.py', ['/dev/log', log, host.name]);
    await daemon.printed(/ready/);
    await act();
    await daemon.kill('SIGKILL');
  } finally {
    await host.run('umount', ['--lazy', '/dev']);
  }
}
