/**
 * How often properties are tried, and from which seed: `PROPERTY_RUNS=10000 PROPERTY_SEED=1 npx vitest run test/properties`
 * for a long run or to repeat one.
 */
import fc from 'fast-check';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 200);
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() & 0x7fffffff);

/** Sets runs and seed for all properties of the file, and says which. */
export function configureProperties(): number {
  fc.configureGlobal({ numRuns: runs, seed, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: true });
  process.stderr.write(`properties: ${runs} runs each, seed ${seed}\n`);
  return runs;
}

/** Enough time for that many runs. */
export const timeoutMs: number = Math.max(60_000, runs * 120);

/** A part of a whole, from 0 to 1: every size alike (`fc.double` draws by its bits, and nearly always next to zero). */
export const aShare: fc.Arbitrary<number> = fc.integer({ min: 0, max: 1000 }).map((permille) => permille / 1000);

/** Draws without end, each of which falls below a share of 0.7 seven times in ten. */
export const coins: fc.Arbitrary<fc.Stream<number>> = fc.infiniteStream(aShare);
