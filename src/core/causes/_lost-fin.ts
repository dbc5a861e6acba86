/**
 * A FIN that never reached the peer: what the peer sends long after it does not acknowledge it, and neither does anything
 * else. On the way with that message it cannot have been, for nothing travels so long.
 */
import type { Facts, FinFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { roundTripNs } from './_evidence.ts';

/** No path takes longer, with delayed acknowledgements. */
const CROSSING_MAX: TimeNs = 1 * SECOND;

/** Whether the peer's next message shows that the FIN was lost. */
export function isLostFin(facts: Facts, { acknowledged, peerData }: FinFact): boolean {
  if (acknowledged || peerData === undefined || peerData.knewOfFin) return false;
  return peerData.delayNs > Math.max(CROSSING_MAX, 4 * (roundTripNs(facts) ?? 0));
}
