/** The way to an address, as `route -n get ADDRESS` of macOS prints it: a name and a value a line, its words never translated. */
import { isIP } from 'node:net';
import type { Route } from './model.ts';

/** Arguments that ask for the way to an address, or for the default route of IPv4. */
export function routeGetArguments(to: string): readonly string[] {
  return ['-n', 'get', ...(to.includes(':') ? ['-inet6', to] : [to])];
}

/** Reads it; `undefined` where it names no interface. */
export function parseRouteGet(to: string, text: string): Route | undefined {
  const values = new Map(
    [...text.matchAll(/^ *(gateway|interface|flags): (\S+)/gm)].map(([, name, value]) => [name, value!]),
  );
  const device = values.get('interface');
  if (device === undefined) return undefined;
  const gateway = values.get('gateway');
  // What goes over lo0 without this flag is sent there by a tunnel or a rule.
  const local = /[<,]LOCAL[,>]/.test(values.get('flags') ?? '');
  const isNextHop = !local && gateway !== undefined && isIP(gateway.replace(/%.*$/, '')) !== 0;
  return { to, device, ...(isNextHop ? { gateway } : {}), local };
}

/** Why there is none, in the words of the program (it does not always fail where there is none). */
export function routeGetError(message: string): string | undefined {
  return /route: (.*(?:not in table|has not been found))/.exec(message)?.[1];
}
