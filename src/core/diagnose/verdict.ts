/** The words of a verdict, from causes in their order. */
import type { Alternative, Evidence, RuledOut, Verdict } from '../model/diagnosis.ts';
import type { Ranked, Ranking } from './rank.ts';

/** More are noise. */
const ALTERNATIVES_MAX = 4;

/** The verdict that the best of a ranking makes; `undecided` is said of others that are as sure. */
export function writeVerdict(best: Ranked, ranking: Ranking, undecided: string): Verdict {
  const { cause, assessment, confidence } = best;
  const others = ranking.named.filter((ranked) => ranked !== best && isWorthNaming(ranked, best));
  return {
    cause: cause.id,
    closer: assessment.closer,
    confidence,
    summary: assessment.summary,
    evidence: [...assessment.evidence].sort((a, b) => WEIGHT_ORDER[a.weight] - WEIGHT_ORDER[b.weight]),
    alternatives: others.slice(0, ALTERNATIVES_MAX).map((other) => describeAlternative(other, best, undecided)),
    ruledOut: ranking.ruledOut.map(({ cause: out, evidence }): RuledOut => ({ cause: out.id, text: evidence.text })),
    unexplained: [],
    advice: assessment.advice ?? cause.advice,
    next: confidence === 'certain' ? [] : (assessment.wouldBeProvedBy ?? cause.wouldBeProvedBy),
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

function describeAlternative(other: Ranked, best: Ranked, undecided: string): Alternative {
  const { cause, assessment, confidence } = other;
  const doubt = assessment.evidence.find((evidence) => evidence.weight === 'speaks-against');
  const strongest = assessment.evidence.find(
    (evidence) => evidence.weight === 'supports' || evidence.weight === 'proves',
  );
  const hint = assessment.evidence.find((evidence) => evidence.weight === 'hints');
  const tie = confidence === best.confidence ? undecided : undefined;
  const reason = doubt === undefined ? tie : `but ${doubt.text}`;
  const parts = [(strongest ?? hint)?.text, reason].filter((part) => part !== undefined);
  return { cause: cause.id, confidence, text: parts.join('; ') };
}
