/** One connection in, one diagnosis out: facts, then causes, then their order, then the words of the verdict. */
import { causes as allCauses } from '../causes/index.ts';
import type { Surroundings } from '../facts/_extractor.ts';
import { ALONE } from '../facts/_extractor.ts';
import type { Cause } from '../model/cause.ts';
import type { Connection } from '../model/connection.ts';
import type { Alternative, Diagnosis, Evidence, RuledOut, Verdict } from '../model/diagnosis.ts';
import { describeEnding } from './ending.ts';
import { factsOf } from './facts-of.ts';
import { type Ranked, type Ranking, rankCauses } from './rank.ts';

/** More are noise. */
const ALTERNATIVES_MAX = 4;

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
    verdict: best === undefined ? NO_VERDICT : writeVerdict(best, ranking),
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

function writeVerdict(best: Ranked, ranking: Ranking): Verdict {
  const { cause, assessment, confidence } = best;
  const others = ranking.named.filter((ranked) => ranked !== best && isWorthNaming(ranked, best));
  return {
    cause: cause.id,
    closer: assessment.closer,
    confidence,
    summary: assessment.summary,
    evidence: [...assessment.evidence].sort((a, b) => WEIGHT_ORDER[a.weight] - WEIGHT_ORDER[b.weight]),
    alternatives: others.slice(0, ALTERNATIVES_MAX).map((other) => describeAlternative(other, best)),
    ruledOut: ranking.ruledOut.map(({ cause: out, evidence }): RuledOut => ({ cause: out.id, text: evidence.text })),
    unexplained: [],
    advice: cause.advice,
    next: confidence === 'certain' ? [] : cause.wouldBeProvedBy,
  };
}

/** Beside what is certain, what merely fits is noise, unless it may be behind it. */
function isWorthNaming(other: Ranked, best: Ranked): boolean {
  if (best.confidence !== 'certain' || other.confidence !== 'possible') return true;
  return other.cause.behind?.includes(best.cause.id) === true;
}

const WEIGHT_ORDER: Record<Evidence['weight'], number> = {
  proves: 0,
  supports: 1,
  hints: 2,
  'speaks-against': 3,
  excludes: 4,
};

function describeAlternative(other: Ranked, best: Ranked): Alternative {
  const { cause, assessment, confidence } = other;
  const doubt = assessment.evidence.find((evidence) => evidence.weight === 'speaks-against');
  const strongest = assessment.evidence.find(
    (evidence) => evidence.weight === 'supports' || evidence.weight === 'proves',
  );
  const hint = assessment.evidence.find((evidence) => evidence.weight === 'hints');
  const undecided = confidence === best.confidence ? 'the capture does not decide between them' : undefined;
  const reason = doubt === undefined ? undecided : `but ${doubt.text}`;
  const parts = [(strongest ?? hint)?.text, reason].filter((part) => part !== undefined);
  return { cause: cause.id, confidence, text: parts.join('; ') };
}
