/** How often something happened, where what happens at one moment has one reason: a restart, or one client that stops. */
import { SECOND, type TimeNs } from '../model/time.ts';

/** Times this close together are one moment. */
const MOMENT: TimeNs = 1 * SECOND;

/** How many different moments these times are. */
export function countMoments(times: readonly TimeNs[]): number {
  let count = 0;
  let lastNs = Number.NEGATIVE_INFINITY;
  for (const timeNs of [...times].sort((a, b) => a - b)) {
    if (timeNs - lastNs <= MOMENT) continue;
    count += 1;
    lastNs = timeNs;
  }
  return count;
}
