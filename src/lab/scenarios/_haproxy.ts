/** HAProxy in the foreground. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/**
 * Starts HAProxy with these sections (`frontend`, `backend`, `listen`) behind Debian's defaults and waits until it listens on
 * the port. Recorded as the log haproxy, in HTTP format: termination flags and all. `defaults` are more lines of that section.
 */
export async function startHaproxy(host: Host, port: number, sections: string, defaults = ''): Promise<Program> {
  const config = host.file(
    'haproxy.cfg',
    `global
  log stdout format raw local0
  maxconn 64
  nbthread 1
  stats socket ${host.folder('haproxy')}/socket level operator
defaults
  log global
  mode http
  option httplog
  timeout connect 5s
  timeout client 50s
  timeout server 50s
  ${defaults}
${sections}
`,
  );
  return await host.start('haproxy', ['-db', '-f', config], { listensOn: port, log: 'haproxy' });
}

/**
 * Acts, and reads the counters of the host's HAProxy before and after (`show stat` on its stats socket). Recorded as the log
 * haproxy-statistics.
 */
export async function withStatistics(host: Host, act: () => Promise<void>): Promise<void> {
  const before = await readStatistics(host);
  await act();
  host.keepLog('haproxy-statistics', host.file('haproxy-statistics', before + (await readStatistics(host))));
}

async function readStatistics(host: Host): Promise<string> {
  return await host.run('socat', ['-', `UNIX-CONNECT:${host.folder('haproxy')}/socket`], 'show stat\n');
}
