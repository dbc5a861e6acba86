/**
 * The way to an address as the system has it: `ip route get` of Linux and `route get` of macOS ask the kernel, of Windows the
 * routing table is read. Other systems are not asked.
 */
import type { Machine } from './machine.ts';
import type { Route } from './model.ts';
import { parseRouteGet, routeGetArguments, routeGetError } from './route-get.ts';
import { chooseRoute, parseRoutePrint } from './route-print.ts';

/** Asks for the route; `undefined` where the system cannot be asked. */
export async function findRoute(to: string, machine: Machine, signal: AbortSignal): Promise<Route | undefined> {
  switch (machine.platform) {
    case 'linux':
      return await findOnLinux(to, machine, signal);
    case 'darwin':
      return await findOnMacos(to, machine, signal);
    case 'win32':
      return await findOnWindows(to, machine, signal);
    default:
      return undefined;
  }
}

async function findOnLinux(to: string, machine: Machine, signal: AbortSignal): Promise<Route | undefined> {
  try {
    return parseRoute(to, await machine.run('ip', ['-j', 'route', 'get', to.split('%')[0]!], signal));
  } catch (error) {
    const said = /(?:RTNETLINK answers|Error): (.*)/.exec(String((error as Error).message))?.[1];
    return said === undefined ? undefined : { to, local: false, error: said };
  }
}

async function findOnMacos(to: string, machine: Machine, signal: AbortSignal): Promise<Route | undefined> {
  try {
    const route = parseRouteGet(to, await machine.run('route', routeGetArguments(to), signal));
    return route !== undefined && isOwn(to, machine) ? { to, local: true } : route;
  } catch (error) {
    const said = routeGetError(String((error as Error).message));
    return said === undefined ? undefined : { to, local: false, error: said };
  }
}

async function findOnWindows(to: string, machine: Machine, signal: AbortSignal): Promise<Route | undefined> {
  try {
    const text = await machine.run('route', [to.includes(':') ? '-6' : '-4', 'print'], signal);
    const route = chooseRoute(to, parseRoutePrint(text));
    if (route === undefined) return undefined;
    return isOwn(to, machine) ? { to, local: true } : { ...route, local: false };
  } catch {
    return undefined;
  }
}

function isOwn(to: string, machine: Machine): boolean {
  return machine.ownAddresses().includes(to.replace(/%.*$/, ''));
}

/** Reads the JSON of `ip -j route get`; `undefined` where it is something else. */
export function parseRoute(to: string, text: string): Route | undefined {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    return undefined;
  }
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  if (typeof row !== 'object' || row === null) return undefined;
  const { prefsrc, dev, gateway, type } = row as Record<string, unknown>;
  return {
    to,
    ...(typeof prefsrc === 'string' ? { from: prefsrc } : {}),
    ...(typeof dev === 'string' ? { device: dev } : {}),
    ...(typeof gateway === 'string' ? { gateway } : {}),
    local: type === 'local',
    ...(typeof type === 'string' && /^(?:unreachable|prohibit|blackhole|throw)$/.test(type)
      ? { error: `the route says ${type}` }
      : {}),
  };
}
