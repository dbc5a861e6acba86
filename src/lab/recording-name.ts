/** What a recording is called. */
import type { Scenario } from './scenarios/_scenario.ts';

/** The recording's name for a scenario and IP version. */
export function recordingName({ id }: Pick<Scenario, 'id'>, version: 4 | 6): string {
  return version === 6 ? `${id}-ipv6` : id;
}
