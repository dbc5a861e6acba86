/** The way to an address as the kernel has it: `ip route get` of Linux; other systems are not asked. */
import type { Machine } from './machine.ts';
import type { Route } from './model.ts';

/** Asks for the route; `undefined` where the system cannot be asked. */
export async function findRoute(to: string, machine: Machine, signal: AbortSignal): Promise<Route | undefined> {
  if (machine.platform !== 'linux') return undefined;
  try {
    return parseRoute(to, await machine.run('ip', ['-j', 'route', 'get', to.split('%')[0]!], signal));
  } catch (error) {
    const said = /(?:RTNETLINK answers|Error): (.*)/.exec(String((error as Error).message))?.[1];
    return said === undefined ? undefined : { to, local: false, error: said };
  }
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
