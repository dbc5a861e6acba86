/** What the kernel says of this machine’s own network: its link, its addresses, whether the next hop is there. */
import { isIP } from 'node:net';
import { attempt, type System } from '../local/system.ts';
import type { Control, Family, Route } from '../model.ts';
import { parseRouteGet, routeGetArguments } from '../route-get.ts';
import { parseIfconfig, parseMacosArp } from './own-network-macos.ts';

/** States of a neighbour (NUD_* of linux/neighbour.h) in which nobody has answered for its address. */
const UNANSWERED: ReadonlySet<string> = new Set(['FAILED', 'INCOMPLETE']);
/** In these somebody has, lately. */
const ANSWERED: ReadonlySet<string> = new Set(['REACHABLE', 'DELAY', 'PROBE']);

/** What the kernel knows of an address on a link. */
export interface Neighbour {
  /** As `ip neigh` has it: `REACHABLE`, `FAILED`. */
  readonly state: string;
  /** `false` where it was asked for and nobody answered; `undefined` where it is not known by now. */
  readonly answers: boolean | undefined;
}

/** Reads `ip -j neigh show`; `undefined` where the address is not in it. */
export function parseNeighbours(json: string, address: string): Neighbour | undefined {
  let rows: unknown;
  try {
    rows = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(rows)) return undefined;
  for (const row of rows as readonly unknown[]) {
    const { dst, state } = (row ?? {}) as { readonly dst?: unknown; readonly state?: unknown };
    if (dst !== address || !Array.isArray(state) || typeof state[0] !== 'string') continue;
    const first = state[0];
    return { state: first, answers: UNANSWERED.has(first) ? false : ANSWERED.has(first) ? true : undefined };
  }
  return undefined;
}

/** Reads /proc/net/arp, where `ip` is not there: an entry without ATF_COM (0x2) was never answered. */
export function parseArp(text: string, address: string, device: string): Neighbour | undefined {
  for (const line of text.split('\n')) {
    const [host, , flags, , , dev] = line.trim().split(/\s+/);
    if (host !== address || dev !== device || flags === undefined) continue;
    const isComplete = (Number(flags) & 0x2) !== 0;
    // Whether a complete entry is fresh it does not say.
    return { state: isComplete ? 'complete' : 'INCOMPLETE', answers: isComplete ? undefined : false };
  }
  return undefined;
}

/** The gateway of the default route with the lowest metric, from /proc/net/route: addresses are words of 32 bits. */
export function parseDefaultGateway(text: string, order: 'LE' | 'BE'): Gateway | undefined {
  const found: { gateway: string; device: string; metric: number }[] = [];
  for (const line of text.split('\n')) {
    const row = /^(\S+)\t0{8}\t([\dA-F]{8})\t([\dA-F]{4})\t\d+\t\d+\t(\d+)\t0{8}\t/.exec(line);
    // RTF_UP and RTF_GATEWAY (linux/route.h).
    if (row === null || (Number.parseInt(row[3]!, 16) & 3) !== 3) continue;
    const bytes = row[2]!.match(/../g)!.map((hex) => Number.parseInt(hex, 16));
    const gateway = (order === 'LE' ? bytes.reverse() : bytes).join('.');
    found.push({ gateway, device: row[1]!, metric: Number(row[4]) });
  }
  const [best] = found.sort((a, b) => a.metric - b.metric);
  return best === undefined ? undefined : { gateway: best.gateway, device: best.device };
}

/** The next hop of a route. */
export interface Gateway {
  readonly gateway: string;
  readonly device: string;
}

/** That of the default route; `undefined` where there is none, or it is not known to which interface it belongs. */
export async function findDefaultGateway(system: System, signal: AbortSignal): Promise<Gateway | undefined> {
  if (system.platform === 'darwin') {
    const text = await attempt(system.run('route', routeGetArguments('default'), signal));
    const { gateway, device } = parseRouteGet('default', text ?? '') ?? {};
    return gateway === undefined || device === undefined ? undefined : { gateway, device };
  }
  if (system.platform !== 'linux') return undefined;
  const text = await attempt(system.readFile('/proc/net/route'));
  return text === undefined ? undefined : parseDefaultGateway(text, system.endianness);
}

/** Whether a neighbour answers for its address; `undefined` where that is not known. */
export async function findNeighbour(
  address: string,
  device: string,
  system: System,
  signal: AbortSignal,
): Promise<Neighbour | undefined> {
  if (system.platform === 'darwin') {
    if (isIP(address) !== 4) return undefined;
    return parseMacosArp((await attempt(system.run('arp', ['-n', address], signal))) ?? '', address, device);
  }
  if (system.platform !== 'linux') return undefined;
  const json = await attempt(system.run('ip', ['-j', 'neigh', 'show', 'to', address, 'dev', device], signal));
  if (json !== undefined) return parseNeighbours(json, address);
  const arp = await attempt(system.readFile('/proc/net/arp'));
  return arp === undefined ? undefined : parseArp(arp, address, device);
}

/** What the gateway’s state comes to. */
export function judgeGateway(gateway: string, device: string, neighbour: Neighbour | undefined): Control | undefined {
  if (neighbour === undefined) return undefined;
  const what = `the gateway ${gateway} on ${device}`;
  const { state, answers } = neighbour;
  if (answers === false) {
    const outcome = `does not answer ${isIP(gateway) === 6 ? 'neighbour discovery' : 'ARP'} (${state}): nothing leaves this link`;
    return { what, outcome, seconds: 0, says: 'our side is broken' };
  }
  const outcome =
    answers === true ? `is there (${state}); what lies behind it, that does not show` : `was there (${state})`;
  return { what, outcome, seconds: 0, says: 'nothing' };
}

/** Whether the device of a route is up. `undefined` where the system does not say. */
export async function checkLink(device: string, system: System, signal: AbortSignal): Promise<Control | undefined> {
  // The name is part of a path, or an argument.
  if (!/^\w[\w.@:-]{0,14}$/.test(device) || device.includes('..')) return undefined;
  if (system.platform === 'darwin') return await checkLinkOfMacos(device, system, signal);
  return system.platform === 'linux' ? await checkLinkOfLinux(device, system) : undefined;
}

/** From /sys/class/net. */
async function checkLinkOfLinux(device: string, system: System): Promise<Control | undefined> {
  const folder = `/sys/class/net/${device}`;
  const [state, carrier] = await Promise.all([
    attempt(system.readFile(`${folder}/operstate`)),
    attempt(system.readFile(`${folder}/carrier`)),
  ]);
  if (carrier?.trim() === '0') return linkBroken(device, 'has no carrier');
  const words = state?.trim();
  // Tunnels and others that cannot tell are "unknown" (operstates.rst).
  if (words === 'down' || words === 'lowerlayerdown') return linkBroken(device, `is ${words}`);
  return words === 'up' ? linkUp(device) : undefined;
}

/** From `ifconfig`; tunnels have no status. */
async function checkLinkOfMacos(device: string, system: System, signal: AbortSignal): Promise<Control | undefined> {
  const state = parseIfconfig((await attempt(system.run('ifconfig', [device], signal))) ?? '', device);
  if (state === undefined) return undefined;
  if (!state.up) return linkBroken(device, 'is down');
  if (state.status === 'inactive') return linkBroken(device, 'is inactive: it has no link');
  return state.status === 'active' ? linkUp(device) : undefined;
}

function linkBroken(device: string, outcome: string): Control {
  return { what: `the interface ${device}`, outcome, seconds: 0, says: 'our side is broken' };
}

function linkUp(device: string): Control {
  return { what: `the interface ${device}`, outcome: 'is up', seconds: 0, says: 'nothing' };
}

/** Whether this machine has an address of this family that reaches beyond a link. */
export function checkOwnAddresses(family: Family, addresses: readonly string[]): Control {
  const own = addresses.filter((address) => (isIP(address) === 6) === (family === 6) && !isOnLinkAlone(address));
  const what = `IPv${family} addresses of this machine`;
  const [first] = own;
  return first === undefined
    ? { what, outcome: 'there is none that reaches beyond its own links', seconds: 0, says: 'our side is broken' }
    : { what, outcome: own.slice(0, 4).join(', '), seconds: 0, says: 'nothing' };
}

/** Loopback and link-local addresses (RFC 1122 §3.2.1.3, RFC 3927, RFC 4291 §2.5). */
function isOnLinkAlone(address: string): boolean {
  return /^(?:127\.|169\.254\.|::1$|fe[89ab])/i.test(address);
}

/** A route that says there is none. */
export function judgeRoute({ to, error }: Route): Control | undefined {
  if (error === undefined) return undefined;
  return { what: `the route to ${to}`, outcome: `there is none: ${error}`, seconds: 0, says: 'our side is broken' };
}
