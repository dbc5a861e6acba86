/** Addresses besides those of the hosts, of the networks for documentation; near the run's own ones, so no other run's. */
import { cables } from '../addresses.ts';
import type { Host } from '../host.ts';
import type { Lab } from '../lab.ts';

/** The address that is so much higher than the host's, on the same network. */
export function besideOf({ address, version }: Host, more: number): string {
  const separator = version === 4 ? '.' : ':';
  const parts = address.split(separator);
  const base = version === 4 ? 10 : 16;
  const last = Number.parseInt(parts.pop() ?? '', base) + more;
  return [...parts, last.toString(base)].join(separator);
}

/** An address of the network that is laid only where a scenario has a backend: else nobody is there. */
export function elsewhere({ server, version }: Lab, more = 8): string {
  const last = Number(server.addresses.v4.split('.').at(-1)) + more;
  return version === 4 ? `203.0.113.${last}` : `2001:db8:3::${last.toString(16)}`;
}

/** Gives the client one more address, which the router knows from the start, as it does the others (network.ts). */
export async function addClientAddress({ client, router, version }: Lab, address: string): Promise<void> {
  const [towardsClient] = cables;
  const [family, length, options] = version === 4 ? ['-4', '24', ''] : ['-6', '64', ' nodad'];
  await client.ip(`addr add ${address}/${length} dev eth0${options}`);
  await router.ip(`${family} neigh replace ${address} lladdr ${towardsClient?.mac}2 dev to-client nud permanent`);
}
