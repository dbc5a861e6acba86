/** What holds at every vantage point alike. */
import type { Sight, View } from './_scenario.ts';

/** The same sight from everywhere: what no capture can tell. */
export function everywhere(sight: Sight): Readonly<Partial<Record<View, Sight>>> {
  return { client: sight, router: sight, server: sight, both: sight };
}
