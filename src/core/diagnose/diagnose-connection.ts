/** One connection in, one diagnosis out: facts, then causes, then their order, then the words of the verdict. */
import { causes as allCauses } from '../causes/index.ts';
import type { Surroundings } from '../facts/_extractor.ts';
import { ALONE } from '../facts/_extractor.ts';
import type { Cause } from '../model/cause.ts';
import type { Connection } from '../model/connection.ts';
import type { Diagnosis, Verdict } from '../model/diagnosis.ts';
import { describeEnding } from './ending.ts';
import { factsOf } from './facts-of.ts';
import { rankCauses } from './rank.ts';
import { writeVerdict } from './verdict.ts';

/** Says who ended a connection, how, when and why. */
export function diagnoseConnection(
  connection: Connection,
  surroundings: Surroundings = ALONE,
  causes: readonly Cause[] = allCauses,
): Diagnosis {
  const facts = factsOf(connection, surroundings);
  const ranking = rankCauses(causes, facts);
  const [best] = ranking.named;
  const closer = best?.assessment.closer ?? 'unknown';
  return {
    connection,
    ending: describeEnding(connection, facts, closer),
    severity: best?.assessment.severity ?? best?.cause.severity ?? 'suspicious',
    verdict: best === undefined ? NO_VERDICT : writeVerdict(best, ranking, 'the capture does not decide between them'),
  };
}

/** Not even a packet was kept. */
const NO_VERDICT: Verdict = {
  cause: 'insufficient-evidence',
  closer: 'unknown',
  confidence: 'possible',
  summary: 'Nothing in the capture says how this connection ended',
  evidence: [],
  alternatives: [],
  ruledOut: [],
  unexplained: [],
  advice: [],
  next: [],
};
