/**
 * From evidence to an order of causes. Knows no cause by name and does not depend on the order they come in: a cause is
 * as sure as its best evidence, less what speaks against it; a cause that something excludes is out; a broader cause is
 * not named beside one that says the same more precisely and as surely; and what is only possible is not named beside a
 * cause that it cannot be behind.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Confidence, Evidence, Weight } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';

/** A cause with what the facts make of it. */
export interface Ranked {
  readonly cause: Cause;
  readonly assessment: Assessment;
  readonly confidence: Confidence;
}

/** Every cause the facts concern, in its place. */
export interface Ranking {
  /** Best first. */
  readonly named: readonly Ranked[];
  /** Had something for it, and something that excludes it. */
  readonly ruledOut: readonly { readonly cause: Cause; readonly evidence: Evidence }[];
}

const POINTS: Record<Weight, number> = { proves: 100, supports: 10, hints: 1, 'speaks-against': -10, excludes: 0 };
const SURENESS: Record<Confidence, number> = { certain: 3, likely: 2, possible: 1 };

type Question = Cause['weigh'];

let questionsFor: readonly Cause[] = [];
let questions: readonly Question[] = [];

/** What each cause is asked, apart from the causes: no two of these are alike as objects, and V8 would look the question up each time. */
function questionsOf(causes: readonly Cause[]): readonly Question[] {
  if (causes !== questionsFor) {
    questionsFor = causes;
    questions = causes.map(({ weigh }) => weigh);
  }
  return questions;
}

/** Orders causes by how well the facts bear them out. */
export function rankCauses(causes: readonly Cause[], facts: Facts): Ranking {
  const named: Ranked[] = [];
  const ruledOut: { cause: Cause; evidence: Evidence }[] = [];
  const weak = isWeak(facts);
  const jumps = facts.quality?.[0]?.clockJump !== undefined;
  const questions = questionsOf(causes);
  for (let index = 0; index < questions.length; index += 1) {
    const assessment = (questions[index] as Question)(facts);
    if (assessment === undefined) continue;
    const cause = causes[index] as Cause;
    const excluded = excludingOf(assessment.evidence);
    if (excluded !== undefined) {
      if (assessment.evidence.some(isStrong)) ruledOut.push({ cause, evidence: excluded });
      continue;
    }
    const confidence = confidenceOf(assessment.evidence, weak, jumps);
    if (confidence !== undefined) named.push({ cause, assessment, confidence });
  }
  const kept = named.length > 1 ? withoutBroader(withoutGuesses(named.sort(compare))) : named;
  return { named: settleCertainty(kept), ruledOut: ruledOut.sort((a, b) => order(a.cause.id, b.cause.id)) };
}

function excludingOf(evidence: readonly Evidence[]): Evidence | undefined {
  for (const piece of evidence) if (piece.weight === 'excludes') return piece;
  return undefined;
}

function isStrong({ weight }: Evidence): boolean {
  return weight === 'proves' || weight === 'supports';
}

/** Whether too much of the connection is missing from the capture for certainty. */
function isWeak(facts: Facts): boolean {
  const quality = facts.quality?.[0];
  if (quality === undefined) return false;
  if (quality.startedLate || quality.oneWay !== undefined || quality.withoutAcks) return true;
  return quality.missedBytes > 0 || quality.evicted;
}

/** Where the clock of the capture jumps, nothing is sure: what is weighed is times and the order of packets. */
function confidenceOf(evidence: readonly Evidence[], weakCapture: boolean, jumps: boolean): Confidence | undefined {
  const has = (weight: Weight): boolean => holds(evidence, weight);
  const doubted = has('speaks-against');
  if (jumps && (has('proves') || has('supports'))) return 'possible';
  if (has('proves')) return doubted || weakCapture ? 'likely' : 'certain';
  if (has('supports')) return doubted ? 'possible' : 'likely';
  return has('hints') && !doubted ? 'possible' : undefined;
}

function holds(evidence: readonly Evidence[], weight: Weight): boolean {
  for (const piece of evidence) if (piece.weight === weight) return true;
  return false;
}

function compare(a: Ranked, b: Ranked): number {
  return (
    SURENESS[b.confidence] - SURENESS[a.confidence] ||
    Number(isGuess(a)) - Number(isGuess(b)) ||
    tally(b.assessment.evidence) - tally(a.assessment.evidence) ||
    (b.cause.refines?.length ?? 0) - (a.cause.refines?.length ?? 0) ||
    order(a.cause.id, b.cause.id)
  );
}

/** Only breaks ties between equally sure causes: strong evidence counts before hints. */
function tally(evidence: readonly Evidence[]): number {
  let sum = 0;
  for (const { weight } of evidence) sum += POINTS[weight];
  return sum;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Leaves out fallbacks beside others, and causes that an equally sure one refines. */
function withoutBroader(ranked: readonly Ranked[]): readonly Ranked[] {
  const proper = ranked.filter(({ cause }) => cause.fallback !== true);
  const candidates = proper.length > 0 ? proper : ranked;
  return candidates.filter(
    (broad) =>
      !candidates.some(
        (fine) =>
          refines(fine, broad) && !refines(broad, fine) && SURENESS[fine.confidence] >= SURENESS[broad.confidence],
      ),
  );
}

function refines({ cause, assessment }: Ranked, broad: Ranked): boolean {
  const { id } = broad.cause;
  return id !== cause.id && (cause.refines?.includes(id) === true || assessment.refines?.includes(id) === true);
}

/** It is named beside others alone. */
function isGuess({ cause, confidence }: Ranked): boolean {
  return cause.behind !== undefined && confidence === 'possible';
}

/** Leaves out what may only be behind another cause than the one that is named first. */
function withoutGuesses(ranked: readonly Ranked[]): readonly Ranked[] {
  const best = withoutBroader(ranked.filter((entry) => !isGuess(entry)))[0]?.cause.id;
  if (best === undefined) return ranked;
  return ranked.filter((entry) => !isGuess(entry) || entry.cause.behind?.includes(best) === true);
}

/** Two certain causes that blame different parties cannot both be: then neither is. */
function settleCertainty(ranked: readonly Ranked[]): readonly Ranked[] {
  const certain = ranked.filter(({ confidence }) => confidence === 'certain');
  const closer = certain[0]?.assessment.closer;
  if (certain.every(({ assessment }) => assessment.closer === closer)) return ranked;
  return ranked.map((entry) => (entry.confidence === 'certain' ? { ...entry, confidence: 'likely' } : entry));
}
