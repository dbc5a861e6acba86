/** Debt: what breaks a rule for now, and why. An entry that is no longer needed fails the test, so the list stays true. */

/** A file that may break a rule until someone mends it. */
export interface Debt {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
}

/** All of it. */
export const debt: readonly Debt[] = [];
