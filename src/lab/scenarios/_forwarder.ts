/** socat as a forwarder, as docker-proxy or kubectl port-forward are: it accepts, and only then connects to what is behind. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/** Forwards a port of the host to a port of its own loopback address. Recorded as the log socat. `options` are the connect's. */
export async function startForwarder(host: Host, port: number, to: number, options = ''): Promise<Program> {
  const [kind, loopback] = host.version === 4 ? ['TCP4', '127.0.0.1'] : ['TCP6', '[::1]'];
  const listen = `${kind}-LISTEN:${port},bind=${host.urlAddress},fork`;
  return await host.start('socat', ['-d', '-d', listen, `${kind}:${loopback}:${to}${options}`], {
    listensOn: port,
    log: 'socat',
  });
}

/** What else makes a server that has accepted a connection close it at once: no packet tells these from each other. */
export const CLOSED_AT_ONCE: readonly string[] = [
  'closed-without-response',
  'access-list-after-accept',
  'connection-limit',
  'file-descriptor-exhaustion',
  'forwarder-without-backend',
  'process-crash',
  'worker-recycling',
];
