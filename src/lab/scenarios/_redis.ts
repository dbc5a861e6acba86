/** Redis in the foreground, without a file. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/** Starts Redis on port 6379 of the host's address and waits until it listens. Recorded as the log redis. */
export async function startRedis(host: Host, settings: readonly string[]): Promise<Program> {
  const fixed = ['--bind', host.address, '--dir', host.folder('redis'), '--save', '', '--loglevel', 'debug'];
  return await host.start('redis-server', [...fixed, ...settings], { listensOn: 6379, log: 'redis' });
}
