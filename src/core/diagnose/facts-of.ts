/** Runs every extractor over a connection and files what they found by kind. */
import type { Extractor, Surroundings } from '../facts/_extractor.ts';
import { extractors } from '../facts/index.ts';
import type { Connection } from '../model/connection.ts';
import type { Fact, Facts, WitnessFact } from '../model/fact.ts';

/**
 * Every kind that packets show has its place, so that all objects of facts are alike to whoever reads them: that makes causes
 * quick.
 */
const NO_FACTS: Readonly<Record<Exclude<Fact['kind'], WitnessFact['kind']>, Fact[] | undefined>> = {
  handshake: undefined,
  'connect-attempt': undefined,
  'scan-probe': undefined,
  reset: undefined,
  fin: undefined,
  turn: undefined,
  ttl: undefined,
  'flow-label': undefined,
  checksum: undefined,
  'service-type': undefined,
  'alive-after-reset': undefined,
  'repeated-after-reset': undefined,
  'reset-numbers': undefined,
  tampering: undefined,
  'second-sender': undefined,
  icmp: undefined,
  stall: undefined,
  gap: undefined,
  probes: undefined,
  'zero-window': undefined,
  'reopened-window': undefined,
  words: undefined,
  tls: undefined,
  'missing-bytes': undefined,
  'unanswered-data': undefined,
  quality: undefined,
  silence: undefined,
  surroundings: undefined,
  stranger: undefined,
  'asked-elsewhere': undefined,
  passage: undefined,
  unresolved: undefined,
  'address-taken': undefined,
  'other-end': undefined,
  vantage: undefined,
};

/** All facts about a connection, by kind, each list in order of time. */
export function factsOf(
  connection: Connection,
  surroundings: Surroundings,
  from: readonly Extractor[] = extractors,
): Facts {
  const byKind: { [Kind in Fact['kind']]?: Fact[] | undefined } = { ...NO_FACTS };
  for (const extractor of from) {
    const found = extractor.extract(connection, surroundings);
    if (found.length === 0) continue;
    for (const fact of found) {
      const list = byKind[fact.kind];
      if (list === undefined) byKind[fact.kind] = [fact];
      else list.push(fact);
    }
  }
  return byKind as Facts;
}
