/** One connection in, one diagnosis out: facts, then causes, then their order, then the words of the verdict. */
import { duration } from '../causes/_evidence.ts';
import { causes as allCauses } from '../causes/index.ts';
import type { Surroundings } from '../facts/_extractor.ts';
import { ALONE } from '../facts/_extractor.ts';
import type { Cause } from '../model/cause.ts';
import type { Connection } from '../model/connection.ts';
import type { Diagnosis, Verdict } from '../model/diagnosis.ts';
import type { QualityFact } from '../model/fact.ts';
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
  const verdict =
    best === undefined ? NO_VERDICT : writeVerdict(best, ranking, 'the capture does not decide between them');
  const ending = describeEnding(connection, facts, closer);
  const severity = best?.assessment.severity ?? best?.cause.severity ?? 'suspicious';
  const jump = facts.quality?.[0]?.clockJump;
  if (jump === undefined) return { connection, ending, severity, verdict };
  const isSilence = ending.packet === undefined && severity === 'failure';
  const unexplained = [...verdict.unexplained, jumpText(jump)];
  return { connection, ending, severity: isSilence ? 'suspicious' : severity, verdict: { ...verdict, unexplained } };
}

/** A silence that such a clock measured may not have been one. */
function jumpText({ number, backNs }: NonNullable<QualityFact['clockJump']>): string {
  return `packet ${number} has a time ${duration(backNs)} before that of the packet in front of it: the clock of the capture was set, or there are several, and nothing said of times is sure`;
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
