/** Settings and counters of the kernel that decide what becomes of a SYN when queues are full. */
import { attempt, type System } from './system.ts';

/** What was read; a member is absent where it could not be. */
export interface KernelSettings {
  /** net.ipv4.tcp_abort_on_overflow: a full queue resets instead of staying silent. */
  readonly abortOnOverflow?: boolean;
  /** net.core.somaxconn: no backlog is longer. */
  readonly somaxconn?: number;
  /** TcpExtListenOverflows: connections that found a full queue, of all listeners since the start. */
  readonly listenOverflows?: number;
  /** TcpExtListenDrops: those, and other SYNs and ACKs a listener dropped. */
  readonly listenDrops?: number;
}

/** Reads them. */
export async function readKernelSettings(system: System): Promise<KernelSettings> {
  const read = async (path: string): Promise<string> => (await attempt(system.readFile(path))) ?? '';
  const [abort, most, netstat] = await Promise.all([
    read('/proc/sys/net/ipv4/tcp_abort_on_overflow'),
    read('/proc/sys/net/core/somaxconn'),
    read('/proc/net/netstat'),
  ]);
  const somaxconn = numberOf(most);
  const abortOnOverflow = numberOf(abort);
  const { ListenOverflows: listenOverflows, ListenDrops: listenDrops } = parseNetstat(netstat);
  return {
    ...(abortOnOverflow === undefined ? {} : { abortOnOverflow: abortOnOverflow !== 0 }),
    ...(somaxconn === undefined ? {} : { somaxconn }),
    ...(listenOverflows === undefined ? {} : { listenOverflows }),
    ...(listenDrops === undefined ? {} : { listenDrops }),
  };
}

function numberOf(text: string): number | undefined {
  return /^\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}

/** The counters TcpExt of /proc/net/netstat: a line of names, and one of numbers. */
export function parseNetstat(text: string): Readonly<Record<string, number>> {
  const [names, numbers] = text.split('\n').filter((line) => line.startsWith('TcpExt: '));
  const values = numbers?.split(' ') ?? [];
  const counters: Record<string, number> = Object.create(null);
  for (const [i, name] of (names?.split(' ') ?? []).entries()) {
    const value = numberOf(values[i] ?? '');
    if (i > 0 && value !== undefined) counters[name] = value;
  }
  return counters;
}
