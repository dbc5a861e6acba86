/** Name resolution: both families are asked at once, by the system's resolver, as programs do. */
import { isIP } from 'node:net';
import { waitFor } from './deadline.ts';
import type { LookupError } from './lookup.ts';
import type { Machine } from './machine.ts';
import type { Family, FamilyLookup, Resolution } from './model.ts';
import { toSystemError } from './system-error.ts';

/** Looks a host up. An address needs no resolver. Waits at most `seconds` for each family, both at once. */
export async function resolveHost(
  host: string,
  machine: Machine,
  seconds: number,
  signal: AbortSignal,
): Promise<Resolution> {
  const family = isIP(host.split('%')[0]!);
  if (family !== 0) {
    return {
      name: host,
      literal: true,
      addresses: [{ address: host, family: family as Family }],
      families: [],
      seconds: 0,
    };
  }
  const families = await Promise.all(
    ([6, 4] as const).map(async (wanted) => await lookUp(host, wanted, machine, seconds, signal)),
  );
  const [six, four] = families.map(({ addresses }) => addresses);
  return {
    name: host,
    literal: false,
    addresses: interleave(six!, four!),
    families,
    seconds: Math.max(...families.map(({ seconds: each }) => each)),
  };
}

async function lookUp(
  host: string,
  family: Family,
  machine: Machine,
  limit: number,
  signal: AbortSignal,
): Promise<FamilyLookup> {
  const start = machine.nowMs();
  const elapsed = (): number => (machine.nowMs() - start) / 1000;
  const stop = new AbortController();
  try {
    const waited = await waitFor(machine.resolve(host, family, stop.signal), limit, signal);
    if (waited.why === 'done') {
      const { addresses, seconds = elapsed() } = waited.value;
      return { family, addresses: [...new Set(addresses)], seconds };
    }
    const code = waited.why === 'timeout' ? 'ETIMEOUT' : 'ABORT_ERR';
    const message = waited.why === 'timeout' ? `no answer within ${limit} s` : 'interrupted';
    return { family, addresses: [], error: { code, message }, seconds: elapsed() };
  } catch (error) {
    const { seconds = elapsed() } = error as LookupError;
    return { family, addresses: [], error: toSystemError(error), seconds };
  } finally {
    stop.abort();
  }
}

/** RFC 8305 §4: IPv6 first, then the families in turn. */
function interleave(six: readonly string[], four: readonly string[]): { address: string; family: Family }[] {
  const order: { address: string; family: Family }[] = [];
  for (let i = 0; i < Math.max(six.length, four.length); i++) {
    if (six[i] !== undefined) order.push({ address: six[i]!, family: 6 });
    if (four[i] !== undefined) order.push({ address: four[i]!, family: 4 });
  }
  return order;
}
