/**
 * What another resolver says of the name: it may know what the resolver of this machine does not (a zone that is not
 * delegated there, an answer that is filtered or out of date), and that tells a wrong name from a wrong resolver.
 */
import { Resolver } from 'node:dns/promises';
import { waitFor } from './deadline.ts';
import { askEncrypted } from './dns/ask-encrypted.ts';
import { parseResolver } from './dns/resolver-place.ts';
import type { Machine } from './machine.ts';
import type { Resolution, SecondOpinion } from './model.ts';
import type { Wording } from './words.ts';

/** Codes of c-ares for a name that is not there, or has no address of a family (dns.html#error-codes). */
const UNKNOWN = new Set(['ENOTFOUND', 'ENODATA']);
const SILENT = new Set(['ETIMEOUT', 'ECANCELLED']);

/** Asks a resolver, `parseResolver`’s text, for the addresses of both families, at most so many seconds. Never rejects. */
export async function askForOpinion(
  server: string,
  name: string,
  machine: Machine,
  seconds: number,
  signal: AbortSignal,
): Promise<SecondOpinion> {
  const place = parseResolver(server);
  if (place === undefined || place.kind === 'plain') return await askPlain(server, name, seconds, signal);
  const startMs = machine.nowMs();
  const answer = await askEncrypted(place, name, machine, seconds, signal);
  return { server, ...answer, seconds: (machine.nowMs() - startMs) / 1000 };
}

async function askPlain(server: string, name: string, seconds: number, signal: AbortSignal): Promise<SecondOpinion> {
  const start = performance.now();
  const resolver = new Resolver({ timeout: Math.ceil(seconds * 1000), tries: 1 });
  const asked: Promise<readonly string[]>[] = [];
  try {
    resolver.setServers([server]);
    asked.push(resolver.resolve6(name), resolver.resolve4(name));
    const waited = await waitFor(Promise.allSettled(asked), seconds, signal);
    const answers = waited.why === 'done' ? waited.value : [];
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const codes = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [String((answer.reason as NodeJS.ErrnoException).code)] : [],
    );
    return { server, ...judge(addresses, codes), seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { server, addresses: [], outcome: 'failed', code: code ?? message, seconds: 0 };
  } finally {
    resolver.cancel();
  }
}

function judge(
  addresses: readonly string[],
  codes: readonly string[],
): Pick<SecondOpinion, 'addresses' | 'outcome' | 'code'> {
  if (addresses.length > 0) return { addresses, outcome: 'known' };
  const code = codes.find((each) => !UNKNOWN.has(each));
  if (codes.length > 0 && code === undefined) return { addresses, outcome: 'unknown' };
  return code === undefined || SILENT.has(code)
    ? { addresses, outcome: 'silent' }
    : { addresses, outcome: 'failed', code };
}

/** What it says, beside what the resolver of this machine said. */
export function describeOpinion({ server, addresses, outcome, code, why }: SecondOpinion, own: Resolution): Wording {
  const say = (text: string): Wording => ({ status: 'note', text: `the resolver ${server} ${text}` });
  switch (outcome) {
    case 'known': {
      const known = new Set(own.addresses.map(({ address }) => address));
      const isSame = addresses.length === known.size && addresses.every((address) => known.has(address));
      if (isSame) return say('says the same');
      const other = own.addresses.length > 0 && !addresses.some((address) => known.has(address)) ? 'others: ' : '';
      return say(`says ${other}${addresses.join(', ')}`);
    }
    case 'unknown':
      return say('knows no address of the name');
    case 'silent':
      return say(`gives no answer${why === undefined ? '' : `: ${why}`}`);
    case 'failed':
      return say(`gives no address: ${why ?? code}`);
  }
}
