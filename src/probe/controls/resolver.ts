/** Whether the resolvers of this machine answer at all: asked for the name servers of the root, which every resolver knows. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { waitFor } from '../deadline.ts';
import { attempt, type System } from '../local/system.ts';
import type { Control } from '../model.ts';
import { parseScutilDns } from './own-network-macos.ts';

/** What became of a question. Any answer will do, even that there is none: `answered`. */
export type Asked = 'answered' | 'refused' | 'silent' | 'failed' | 'aborted';

/** Asks one resolver, an address as `dns.setServers` takes it. Never rejects. */
export type AskResolver = (server: string, seconds: number, signal: AbortSignal) => Promise<Asked>;

/** Asks over the network. */
export const askResolver: AskResolver = async (server, seconds, signal) => {
  const resolver = new Resolver({ timeout: Math.ceil(seconds * 1000), tries: 1 });
  try {
    resolver.setServers([server]);
    const waited = await waitFor(resolver.resolveNs('.'), seconds, signal);
    return waited.why === 'done' ? 'answered' : waited.why === 'timeout' ? 'silent' : 'aborted';
  } catch (error) {
    return outcomeOf(String((error as NodeJS.ErrnoException).code));
  } finally {
    resolver.cancel();
  }
};

/** Codes of c-ares that a server’s own answer gives (dns.html#error-codes): whoever says no is there. */
const ANSWERS: ReadonlySet<string> = new Set([
  'ENODATA',
  'ENOTFOUND',
  'EFORMERR',
  'ESERVFAIL',
  'ENOTIMP',
  'EREFUSED',
  'EBADRESP',
]);

function outcomeOf(code: string): Asked {
  if (ANSWERS.has(code)) return 'answered';
  return code === 'ETIMEOUT' ? 'silent' : code === 'ECONNREFUSED' ? 'refused' : 'failed';
}

/** Addresses of the `nameserver` lines of /etc/resolv.conf, at most 3 as resolv.conf(5) has it. */
export function parseResolvConf(text: string): readonly string[] {
  const servers = [...text.matchAll(/^nameserver[ \t]+(\S+)/gm)].map(([, address]) => address!);
  return servers.filter((address) => isIP(address.replace(/%.*$/, '')) !== 0).slice(0, 3);
}

/** Resolvers as `dns.getServers` has them. Alone, 127.0.0.1 is what Node takes where it found none. */
export function chooseServers(servers: readonly string[]): readonly string[] {
  const [first, ...more] = servers;
  if (first === '127.0.0.1' && more.length === 0) return [];
  const addresses = servers.map((server) => /^\[(.+)\]:53$/.exec(server)?.[1] ?? server);
  // Windows names these where an interface has none over IPv6 (RFC 3879 has done away with them).
  const real = addresses.filter((address) => isIP(address.replace(/%.*$/, '')) !== 0 && !/^fec0:/i.test(address));
  return real.slice(0, 3);
}

/** The resolvers this machine is set to ask. */
export async function findResolvers(system: System, signal: AbortSignal): Promise<readonly string[]> {
  if (system.platform === 'win32') return chooseServers(system.nameServers());
  if (system.platform === 'darwin') {
    // There programs do not read resolv.conf.
    const found = parseScutilDns((await attempt(system.run('scutil', ['--dns'], signal))) ?? '');
    return found.length > 0 ? found : chooseServers(system.nameServers());
  }
  return parseResolvConf((await attempt(system.readFile('/etc/resolv.conf'))) ?? '');
}

/** How a resolver stands to this machine. */
export interface ResolverPlace {
  readonly address: string;
  /** It runs on this machine. */
  readonly local: boolean;
  /** The next hop to it; absent where it is on a link of this machine, or that is not known. */
  readonly gateway?: string;
  /** It is on a link of this machine. */
  readonly onLink?: boolean;
}

/** What its answer, or its silence, shows. */
export function judgeResolver(place: ResolverPlace, asked: Asked, seconds: number): Control {
  const { address, local, gateway, onLink = false } = place;
  const what = `the resolver ${address}`;
  const say = (outcome: string, says: Control['says']): Control => ({ what, outcome, seconds, says });
  switch (asked) {
    case 'answered':
      if (local) return say('answers, but is on this machine', 'nothing');
      if (onLink) return say('answers, but is on the own link', 'nothing');
      if (gateway === undefined) return say('answers, over a way that is not known', 'nothing');
      return say(`answers, beyond the gateway ${gateway}`, 'our side works');
    case 'refused':
      // c-ares says the same where no way leads there.
      return local
        ? say('nothing serves names there', 'our side is broken')
        : say('could not be asked: nothing serves names there, or no way leads there', 'nothing');
    case 'silent':
      // Somebody far away may be silent for reasons of its own.
      return say('does not answer', 'nothing');
    case 'aborted':
      return say('was not waited for', 'nothing');
    default:
      return say('could not be asked', 'nothing');
  }
}
