/** Counts verdicts by severity and cause, for the summary. */
import type { Diagnosis, Severity } from '../model/diagnosis.ts';

/** Counts of what was diagnosed. */
export class Tally {
  readonly #severities: Record<Severity, number> = { failure: 0, suspicious: 0, benign: 0 };
  readonly #causes = new Map<string, number>();

  add({ severity, verdict }: Diagnosis): void {
    this.#severities[severity] += 1;
    if (severity !== 'benign') this.#causes.set(verdict.cause, (this.#causes.get(verdict.cause) ?? 0) + 1);
  }

  /** A connection that ended well and was not looked at further. */
  addUnremarkable(): void {
    this.#severities.benign += 1;
  }

  severity(severity: Severity): number {
    return this.#severities[severity];
  }

  /** All connections. */
  total(): number {
    return this.#severities.failure + this.#severities.suspicious + this.#severities.benign;
  }

  /** Causes of failures and suspicious endings, most frequent first. */
  causes(): readonly { readonly cause: string; readonly count: number }[] {
    return [...this.#causes]
      .map(([cause, count]) => ({ cause, count }))
      .sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1));
  }
}
