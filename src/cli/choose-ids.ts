/** Ids on the command line: one, or part of one with "*" for the rest. */
import { findNearest } from '../core/report/nearest.ts';
import { UsageError } from './usage-error.ts';

/** The ids that an operand names. `what` they are called and `lister`, the command that lists them, are for who misspelt one. */
export function chooseIds(operand: string, ids: readonly string[], what: string, lister: string): readonly string[] {
  const pattern = new RegExp(`^${operand.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  const found = ids.filter((id) => pattern.test(id));
  if (found.length > 0) return found;
  const nearest = findNearest(operand, ids);
  const hint = nearest === undefined ? `${lister} lists them` : `did you mean ${nearest}?`;
  throw new UsageError(`There is no ${what} "${operand}"`, { hint });
}
