/** Pauses in 16 bits: times without a packet, from a second to 18 hours, at most a part in 5,000 too short. */
import { SECOND, type TimeNs } from '../model/time.ts';

/** Shorter times without a packet are part of an exchange. */
export const PAUSE_MIN: TimeNs = 1 * SECOND;

/** From a pause to one of twice its length. */
const STEPS = 4096;

/** The steps of a pause of at least `PAUSE_MIN`: 1 to 65,535. */
export function toSteps(ns: TimeNs): number {
  return Math.min(0xffff, 1 + Math.floor(Math.log2(ns / PAUSE_MIN) * STEPS));
}

/** The pause of so many steps; 0 is none. */
export function pauseOf(steps: number): TimeNs {
  return steps === 0 ? 0 : PAUSE_MIN * 2 ** ((steps - 1) / STEPS);
}
