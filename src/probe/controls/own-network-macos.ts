/** What programs of macOS print of this machine's own network; none of their words are translated. */
import { isIP } from 'node:net';
import type { Neighbour } from './own-network.ts';

/** State of an interface: `active` and `inactive` as its driver has them. */
export interface InterfaceState {
  readonly up: boolean;
  readonly status?: string;
}

/** Reads `ifconfig en0`. `undefined` where it is of another interface. */
export function parseIfconfig(text: string, device: string): InterfaceState | undefined {
  const [, name, flags] = /^([\w.-]{1,32}): flags=[\da-f]{1,8}<([\w,-]*)>/.exec(text) ?? [];
  if (name !== device) return undefined;
  const status = /^\tstatus: ([\w ]{1,32})$/m.exec(text)?.[1];
  return { up: flags!.split(',').includes('UP'), ...(status === undefined ? {} : { status }) };
}

/** Reads `arp -n 192.0.2.1`: `? (192.0.2.1) at (incomplete) on en0 ifscope [ethernet]`. Whether an entry is fresh it does not say. */
export function parseMacosArp(text: string, address: string, device: string): Neighbour | undefined {
  for (const line of text.split('\n')) {
    const [, host, at, on] = /^\S+ \(([\d.]{7,15})\) at (\S+) on (\S+)/.exec(line) ?? [];
    if (host !== address || on !== device) continue;
    const isComplete = at !== '(incomplete)';
    return { state: isComplete ? 'complete' : 'incomplete', answers: isComplete ? undefined : false };
  }
  return undefined;
}

/**
 * Reads `scutil --dns`: name servers of the first part, which is asked by default, without those that are for one domain alone.
 * At most 3, as of resolv.conf.
 */
export function parseScutilDns(text: string): readonly string[] {
  const [, first = ''] = text.split(/^DNS configuration.*$/m);
  const resolvers = first.split(/^resolver #\d+$/m).filter((resolver) => !/^ *domain +:/m.test(resolver));
  const servers = resolvers.flatMap((resolver) =>
    [...resolver.matchAll(/^ *nameserver\[\d+\] : (\S+)$/gm)].map(([, address]) => address!),
  );
  return [...new Set(servers)].filter((address) => isIP(address.replace(/%.*$/, '')) !== 0).slice(0, 3);
}
