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
import { unclearOf } from './unclear.ts';
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
  const verdict =
    best === undefined ? NO_VERDICT : writeVerdict(best, ranking, 'the capture does not decide between them');
  const ending = describeEnding(connection, facts, closer);
  const severity = best?.assessment.severity ?? best?.cause.severity ?? 'suspicious';
  const unclear = unclearOf(facts, verdict);
  if (unclear.length === 0) return { connection, ending, severity, verdict };
  // A silence that a clock measured which was set may not have been one.
  const isSilence =
    facts.quality?.[0]?.clockJump !== undefined && ending.packet === undefined && severity === 'failure';
  const unexplained = [...verdict.unexplained, ...unclear];
  return { connection, ending, severity: isSilence ? 'suspicious' : severity, verdict: { ...verdict, unexplained } };
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
