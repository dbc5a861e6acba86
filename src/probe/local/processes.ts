/** Whose sockets they are: the processes of /proc that hold them, and what may keep them from answering. */
import { attempt, type System } from './system.ts';

/** A process that holds a listening socket. */
export interface Owner {
  readonly processId: number;
  /** As the kernel has it, on Linux at most 15 characters (proc_pid_comm(5)). */
  readonly name: string;
  /** Its command line, at most 120 characters; what comes after a password-like option is left out. Read on Linux alone. */
  readonly command?: string;
  /** Stopped by a signal or a debugger: states T and t of proc_pid_stat(5), T of ps(1). */
  readonly stopped: boolean;
  /** Absent where they may not be read. */
  readonly openFiles?: number;
  readonly openFilesMax?: number;
  /** `docker 0123456789ab`, `ssh.service`: from its cgroup. */
  readonly unit?: string;
  /** Of its network namespace: `net:[4026531840]`. */
  readonly namespace?: string;
}

/** What was found of processes. */
export interface Owners {
  /** By the socket’s inode. */
  readonly byInode: ReadonlyMap<number, Owner>;
  /** One process of each other network namespace. */
  readonly others: readonly { readonly namespace: string; readonly processId: number }[];
  /** Processes whose files could not be read. */
  readonly unreadable: number;
}

const PROCESSES_MAX = 32_768;
const FILES_MAX = 65_536;
const NAMESPACES_MAX = 64;
const AT_ONCE = 16;
const COMMAND_MAX = 120;

/** Looks through all processes for those that hold these sockets. */
export async function findOwners(inodes: ReadonlySet<number>, system: System, signal: AbortSignal): Promise<Owners> {
  const ids = ((await attempt(system.readFolder('/proc'))) ?? []).filter((name) => /^\d{1,10}$/.test(name));
  const own = await attempt(system.readLink('/proc/self/ns/net'));
  const byInode = new Map<number, Owner>();
  const others = new Map<string, number>();
  let unreadable = 0;
  const look = async (id: string): Promise<void> => {
    const namespace = await attempt(system.readLink(`/proc/${id}/ns/net`));
    if (namespace !== undefined && namespace !== own && own !== undefined && others.size < NAMESPACES_MAX) {
      if (!others.has(namespace)) others.set(namespace, Number(id));
    }
    const files = await attempt(system.readFolder(`/proc/${id}/fd`));
    if (files === undefined) {
      unreadable += 1;
      return;
    }
    const held = inodes.size === 0 ? [] : await socketsOf(id, files, inodes, system);
    if (held.length === 0) return;
    const owner = await describeProcess(id, files.length, namespace, system);
    // Those who share a socket: the oldest is the one that opened it.
    for (const inode of held) {
      const known = byInode.get(inode);
      if (known === undefined || owner.processId < known.processId) byInode.set(inode, owner);
    }
  };
  const queue = ids.slice(0, PROCESSES_MAX);
  const work = async (): Promise<void> => {
    for (let id = queue.pop(); id !== undefined && !signal.aborted; id = queue.pop()) await look(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    byInode,
    others: [...others].map(([namespace, processId]) => ({ namespace, processId })),
    unreadable,
  };
}

async function socketsOf(
  id: string,
  files: readonly string[],
  inodes: ReadonlySet<number>,
  system: System,
): Promise<readonly number[]> {
  const held = new Set<number>();
  for (const file of files.slice(0, FILES_MAX)) {
    const inode = /^socket:\[(\d+)\]$/.exec((await attempt(system.readLink(`/proc/${id}/fd/${file}`))) ?? '')?.[1];
    if (inode !== undefined && inodes.has(Number(inode))) held.add(Number(inode));
    if (held.size === inodes.size) break;
  }
  return [...held];
}

/** What /proc says of one process. */
export async function describeProcess(
  id: string,
  openFiles: number,
  namespace: string | undefined,
  system: System,
): Promise<Owner> {
  const read = async (name: string): Promise<string> => (await attempt(system.readFile(`/proc/${id}/${name}`))) ?? '';
  const [status, command, limits, cgroup] = await Promise.all(['status', 'cmdline', 'limits', 'cgroup'].map(read));
  const openFilesMax = parseOpenFilesMax(limits!);
  const unit = parseUnit(cgroup!);
  return {
    processId: Number(id),
    ...parseStatus(status!),
    command: shortenCommand(command!),
    openFiles,
    ...(openFilesMax === undefined ? {} : { openFilesMax }),
    ...(unit === undefined ? {} : { unit }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Name and state, from /proc/PID/status. */
export function parseStatus(text: string): Pick<Owner, 'name' | 'stopped'> {
  const name = /^Name:\t(.{1,64})/m.exec(text)?.[1] ?? 'process';
  return { name, stopped: /^State:\t[Tt] /m.test(text) };
}

/** The soft limit, from /proc/PID/limits; `undefined` where there is none. */
export function parseOpenFilesMax(text: string): number | undefined {
  const found = /^Max open files +(\d{1,15}) /m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The container or the service, from /proc/PID/cgroup. */
export function parseUnit(text: string): string | undefined {
  for (const line of text.split('\n', 64)) {
    const path = line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1);
    const container =
      /(?:^|[/:-])(docker|libpod|crio|cri-containerd|containerd|lxc)[-/.:]([\da-f]{12})[\da-f]{52}(?:\.scope)?(?:\/|$)/.exec(
        path,
      );
    if (container !== null) return `${container[1]} ${container[2]}`;
    const pod = /\/kubepods.*\/([\da-f]{12})[\da-f]{52}$/.exec(path);
    if (pod !== null) return `kubernetes ${pod[1]}`;
  }
  return /\/([\w@.-]{1,80}\.service)(?:\/|$)/m.exec(text)?.[1];
}

/** Arguments with spaces between them, no longer than a line; a value that is named as secret is left out. */
export function shortenCommand(text: string): string {
  const words = text.split('\0').filter((word) => word !== '');
  const shown = words.map((word, i) => {
    if (/^--?[\w-]*(?:pass|secret|token|key)[\w-]*$/i.test(words[i - 1] ?? '')) return '…';
    return word.replace(/((?:pass|secret|token|key)\w*[=:]).+/i, '$1…').replace(/(:\/\/[^:/@\s]*:)[^@\s]*@/, '$1…@');
  });
  const line = shown.join(' ');
  return line.length > COMMAND_MAX ? `${line.slice(0, COMMAND_MAX - 1)}…` : line;
}

/** `node (pid 812, docker 0123456789ab)`. */
export function nameOwner({ name, processId, unit }: Owner): string {
  return `${name} (pid ${processId}${unit === undefined ? '' : `, ${unit}`})`;
}
