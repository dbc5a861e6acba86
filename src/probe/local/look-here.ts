/** Everything this machine knows of a port of its own: who listens, how full its queue is, what its firewall does. */
import { isIP } from 'node:net';
import type { Family } from '../model.ts';
import { type Hit, type Hook, walkFirewall } from './firewall.ts';
import { type KernelSettings, readKernelSettings } from './kernel-settings.ts';
import { type Listener, parseProcNetTcp, takes } from './listeners.ts';
import { nearestPorts } from './near-miss.ts';
import { findOwners, type Owner, type Owners } from './processes.ts';
import { readFirewall } from './read-firewall.ts';
import { findNames, readListeners } from './read-listeners.ts';
import { attempt, type System } from './system.ts';

/** A listener and whose it is, where that could be seen. */
export interface OwnedListener extends Listener {
  readonly owner?: Owner;
}

/** A listener in another network namespace: a container, mostly. */
export interface ElsewhereListener extends OwnedListener {
  readonly namespace: string;
}

/** What was seen. */
export interface LocalView {
  readonly port: number;
  /** All that listen on the port, on whichever address. */
  readonly listeners: readonly OwnedListener[];
  /** The whole table of sockets was read: what is not among them is not there. */
  readonly sawListeners: boolean;
  /** Listeners on ports that may have been meant, the nearest first; empty where something listens on the port. */
  readonly nearby: readonly OwnedListener[];
  /** Listeners on the port in other network namespaces. */
  readonly elsewhere: readonly ElsewhereListener[];
  /** What the firewall does to a SYN, by address. */
  readonly hits: ReadonlyMap<string, readonly Hit[]>;
  /** All rules of nft and iptables were read. */
  readonly sawFirewall: boolean;
  readonly kernel: KernelSettings;
  /** What could not be seen, and why. */
  readonly unseen: readonly string[];
}

/** The hooks a packet of this machine to itself comes by. */
const HOOKS: readonly Hook[] = ['output', 'postrouting', 'prerouting', 'input'];
const NEARBY_MAX = 3;
const noOwners: Owners = { byInode: new Map(), others: [], unreadable: 0 };
const NAMESPACES_MAX = 16;

/** Looks at a port of this machine. Never rejects; where the signal comes, with what it has. */
export async function lookHere(
  addresses: readonly string[],
  port: number,
  system: System,
  signal: AbortSignal,
): Promise<LocalView> {
  const families = [...new Set(addresses.map(familyOf))];
  const [table, firewall, kernel] = await Promise.all([
    readListeners(system, signal),
    readFirewall(families, system, signal),
    readKernelSettings(system),
  ]);
  const all = table?.listeners ?? [];
  const here = all.filter((listener) => listener.port === port);
  const meant = here.length > 0 ? [] : nearestPorts(port, new Set(all.map((listener) => listener.port)), NEARBY_MAX);
  const nearby = meant.flatMap((near) => all.filter((listener) => listener.port === near).slice(0, 1));
  const inodes = new Set([...here, ...nearby].flatMap(({ inode }) => inode ?? []));
  const [owners, byId] = await Promise.all([
    system.platform === 'linux' ? findOwners(inodes, system, signal) : noOwners,
    findNames([...here, ...nearby], system, signal),
  ]);
  const own = (listener: Listener): OwnedListener => {
    const owner = owners.byInode.get(listener.inode ?? -1) ?? byId.get(listener.processId ?? -1);
    return owner === undefined ? listener : { ...listener, owner };
  };
  const hits = new Map(
    addresses.map((address) => [
      address,
      walkFirewall(
        firewall.chains,
        { family: familyOf(address), source: address, destination: address, port, local: true },
        HOOKS,
      ),
    ]),
  );
  return {
    port,
    listeners: here.map(own),
    sawListeners: table?.isComplete === true,
    nearby: nearby.map(own),
    elsewhere: await findElsewhere(port, owners, system, signal),
    hits,
    sawFirewall: firewall.isComplete && !signal.aborted,
    kernel,
    unseen: [
      ...(table === undefined ? ['which sockets listen could not be read'] : []),
      ...(table?.isComplete === false ? ['which sockets listen could be read in part alone: there may be more'] : []),
      ...whoseUnseen([...here, ...nearby].map(own), owners, system),
      ...familiesUnseen(addresses, here),
      ...firewall.unseen,
    ],
  };
}

function familyOf(address: string): Family {
  return isIP(address.replace(/%.*$/, '')) === 6 && !address.startsWith('::ffff:') ? 6 : 4;
}

function whoseUnseen(listeners: readonly OwnedListener[], { unreadable }: Owners, system: System): readonly string[] {
  if (system.platform !== 'linux') {
    return listeners.some(({ owner }) => owner === undefined) ? ['whose socket it is could not be read'] : [];
  }
  const isUnowned = listeners.some(({ owner, inode }) => owner === undefined && inode !== undefined);
  if (!isUnowned || unreadable === 0) return [];
  const who = system.userId === 0 ? '' : ': other users’ processes are shown to root alone';
  return [`whose socket it is could not be read${who}`];
}

/** Where it depends on IPV6_V6ONLY whether anybody takes the connection, and that is not known. */
function familiesUnseen(addresses: readonly string[], listeners: readonly Listener[]): readonly string[] {
  const isOpen = addresses.some((address) => {
    const taking = listeners.map((listener) => takes(listener, address, listener.port));
    return taking.includes(undefined) && !taking.includes(true);
  });
  return isOpen ? ['whether the socket on all IPv6 addresses takes IPv4, too, could not be read'] : [];
}

/** The same port in other network namespaces: /proc/PID/net is that of the process. */
async function findElsewhere(
  port: number,
  owners: Owners,
  system: System,
  signal: AbortSignal,
): Promise<readonly ElsewhereListener[]> {
  const found: ElsewhereListener[] = [];
  for (const { namespace, processId } of owners.others.slice(0, NAMESPACES_MAX)) {
    if (signal.aborted) break;
    const read = async (name: string, family: Family): Promise<readonly Listener[]> =>
      parseProcNetTcp(
        (await attempt(system.readFile(`/proc/${processId}/net/${name}`))) ?? '',
        family,
        system.endianness,
      );
    const listeners = [...(await read('tcp', 4)), ...(await read('tcp6', 6))].filter((entry) => entry.port === port);
    if (listeners.length === 0) continue;
    const inodes = new Set(listeners.flatMap(({ inode }) => inode ?? []));
    const { byInode } = await findOwners(inodes, system, signal);
    for (const listener of listeners) {
      const owner = listener.inode === undefined ? undefined : byInode.get(listener.inode);
      found.push({ ...listener, namespace, ...(owner === undefined ? {} : { owner }) });
    }
  }
  return found;
}
