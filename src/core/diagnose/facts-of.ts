/** Runs every extractor over a connection and files what they found by kind. */
import type { Extractor, Surroundings } from '../facts/_extractor.ts';
import { extractors } from '../facts/index.ts';
import type { Connection } from '../model/connection.ts';
import type { Fact, Facts } from '../model/fact.ts';

/** All facts about a connection, by kind, each list in order of time. */
export function factsOf(
  connection: Connection,
  surroundings: Surroundings,
  from: readonly Extractor[] = extractors,
): Facts {
  const byKind: Record<string, Fact[]> = {};
  for (const extractor of from) {
    for (const fact of extractor.extract(connection, surroundings)) {
      const list = byKind[fact.kind];
      if (list === undefined) byKind[fact.kind] = [fact];
      else list.push(fact);
    }
  }
  return byKind as Facts;
}
