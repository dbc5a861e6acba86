/**
 * Fisher's exact test of a 2×2 table, one-sided: how likely it is that the first row has so many failures, or more, where
 * both rows fail alike (R. A. Fisher, Statistical Methods for Research Workers, §21.02).
 */

/** Tries of two things, and how many of them failed. */
export interface TwoRates {
  readonly failedA: number;
  readonly triedA: number;
  readonly failedB: number;
  readonly triedB: number;
}

/** The probability, 0 to 1. */
export function fisherExact({ failedA, triedA, failedB, triedB }: TwoRates): number {
  const failed = failedA + failedB;
  const most = Math.min(failed, triedA);
  const whole = logChoose(triedA + triedB, failed);
  let sum = 0;
  for (let a = failedA; a <= most; a++) {
    sum += Math.exp(logChoose(triedA, a) + logChoose(triedB, failed - a) - whole);
  }
  return Math.min(1, sum);
}

/** Logarithm of a binomial coefficient; of none, where there is no such choice. */
function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log(n - i + 1) - Math.log(i);
  return sum;
}
