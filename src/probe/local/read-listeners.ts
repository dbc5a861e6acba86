/** Who listens on this machine, read as its system allows without rights, and the names of the processes. */
import { addBacklogs, type Listener, parseProcNetTcp, parseSs, type SocketTable } from './listeners.ts';
import { addHolders, lsofArguments, parseLsof } from './lsof.ts';
import { parseMacosNetstat } from './netstat-macos.ts';
import { parseWindowsNetstat } from './netstat-windows.ts';
import type { Owner } from './processes.ts';
import { parsePs, psArguments } from './ps.ts';
import { attempt, type System } from './system.ts';
import { parseTasklist } from './tasklist.ts';

/** `undefined` where nothing could be read. */
export async function readListeners(system: System, signal: AbortSignal): Promise<SocketTable | undefined> {
  switch (system.platform) {
    case 'linux':
      return await readOnLinux(system, signal);
    case 'darwin':
      return await readOnMacos(system, signal);
    case 'win32':
      return await readOnWindows(system, signal);
    default:
      return undefined;
  }
}

async function readOnLinux(system: System, signal: AbortSignal): Promise<SocketTable | undefined> {
  const [tcp, tcp6, ss] = await Promise.all([
    attempt(system.readFile('/proc/net/tcp')),
    // Not there where the kernel has no IPv6.
    attempt(system.readFile('/proc/net/tcp6')),
    attempt(system.run('ss', ['-ltneH'], signal)),
  ]);
  const known = parseSs(ss ?? '');
  if (tcp === undefined) return ss === undefined ? undefined : { listeners: known, isComplete: true };
  const listeners = [
    ...parseProcNetTcp(tcp, 4, system.endianness),
    ...parseProcNetTcp(tcp6 ?? '', 6, system.endianness),
  ];
  return { listeners: addBacklogs(listeners, known), isComplete: true };
}

async function readOnMacos(system: System, signal: AbortSignal): Promise<SocketTable | undefined> {
  const [netstat, lsof] = await Promise.all([
    attempt(system.run('netstat', ['-anlv', '-p', 'tcp'], signal)),
    attempt(system.run('lsof', lsofArguments, signal)),
  ]);
  if (netstat === undefined && lsof === undefined) return undefined;
  const { listeners, isComplete } = parseMacosNetstat(netstat ?? '');
  return { listeners: addHolders(listeners, parseLsof(lsof ?? '')), isComplete };
}

async function readOnWindows(system: System, signal: AbortSignal): Promise<SocketTable | undefined> {
  const run = (protocol: string): Promise<string | undefined> =>
    attempt(system.run('netstat', ['-ano', '-p', protocol], signal));
  const [text4, text6] = await Promise.all([run('TCP'), run('TCPv6')]);
  if (text4 === undefined && text6 === undefined) return undefined;
  const [of4, of6] = [parseWindowsNetstat(text4 ?? ''), parseWindowsNetstat(text6 ?? '')];
  const listeners = [...of4.listeners, ...of6.listeners];
  // Some service of Windows itself always listens on IPv4: a text without any is not what it seems.
  const isComplete = of4.listeners.length > 0 && text6 !== undefined && of4.isComplete && of6.isComplete;
  return { listeners, isComplete };
}

const PROCESSES_MAX = 64;

/** The processes of these listeners, by id, where the system says the id with the socket. */
export async function findNames(
  listeners: readonly Listener[],
  system: System,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Owner>> {
  const named = new Map(
    listeners.flatMap(({ processId, processName }) => (processId ? [[processId, processName]] : [])),
  );
  const ids = [...named.keys()].slice(0, PROCESSES_MAX);
  const owners = new Map<number, Owner>();
  if (ids.length === 0) return owners;
  if (system.platform === 'win32') {
    const names = parseTasklist((await attempt(system.run('tasklist', ['/FO', 'CSV', '/NH'], signal))) ?? '');
    for (const id of ids) owners.set(id, { processId: id, name: names.get(id) ?? 'process', stopped: false });
  } else if (system.platform === 'darwin') {
    // netstat goes on naming processes that have ended: who is known to neither ps nor lsof is not named.
    for (const [id, name] of named) if (name !== undefined) owners.set(id, { processId: id, name, stopped: false });
    const text = (await attempt(system.run('ps', psArguments(ids), signal))) ?? '';
    for (const found of parsePs(text)) owners.set(found.processId, found);
  }
  return owners;
}
