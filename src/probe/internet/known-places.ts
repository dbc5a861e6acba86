/** Who is asked whether the way to the Internet works, where the caller names nobody: only ever on request. */
import { isIP } from 'node:net';
import { parseTarget } from '../target.ts';
import type { InternetPage, InternetPlace, InternetPlan } from './trial.ts';

/**
 * Anycast resolvers of two operators, one of each family, at the port of their web servers; and the pages by which Android and
 * Windows look for sign-in portals, of two operators.
 */
export const knownPlaces: InternetPlan = {
  places: [
    { address: '1.1.1.1', port: 443 },
    { address: '2001:4860:4860::8888', port: 443 },
  ],
  pages: [
    { url: 'http://connectivitycheck.gstatic.com/generate_204' },
    { url: 'http://www.msftconnecttest.com/connecttest.txt', text: 'Microsoft Connect Test' },
  ],
};

/** Those of families that this machine has; all, where it has none. */
export function placesFor(ownAddresses: readonly string[], { places }: InternetPlan): readonly InternetPlace[] {
  const reaching = ownAddresses.filter((address) => !/^(?:127\.|169\.254\.|::1$|fe[89ab])/i.test(address));
  const families = new Set(reaching.map((address) => isIP(address.replace(/%.*$/, ''))));
  const fit = places.filter(({ address }) => families.has(isIP(address)));
  return fit.length > 0 ? fit : places;
}

/** Reads what the caller names: `192.0.2.1:443`, or `http://host/path` for a page whose answer is 204. */
export function parsePlace(
  text: string,
): { readonly place: InternetPlace } | { readonly page: InternetPage } | undefined {
  const target = parseTarget(text);
  if (target === undefined) return undefined;
  const { scheme, host, port } = target;
  if (scheme === 'http' && /^http:\/\/[^@#\s]+$/i.test(text)) return { page: { url: text } };
  return scheme === 'tcp' && isIP(host) !== 0 ? { place: { address: host, port } } : undefined;
}
