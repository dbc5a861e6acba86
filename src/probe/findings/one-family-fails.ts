/** One address family works and the other does not: programs that take the first address alone fail. */
import type { Family, Observation } from '../model.ts';
import type { Finding } from './_finding.ts';

export const finding: Finding = {
  id: 'one-family-fails',
  weigh: (seen) => {
    const works = ([4, 6] as const).filter((family) => all(seen, family, ['connected']));
    const fails = ([4, 6] as const).filter((family) => all(seen, family, ['refused', 'timeout', 'unreachable']));
    const [good] = works;
    const [bad] = fails;
    if (good === undefined || bad === undefined) return [];
    const failed = seen.attempts.filter(({ family }) => family === bad);
    const what = failed.map(({ address, outcome }) => `${address}: ${outcome}`).join(', ');
    return [
      {
        cause: 'address-family-mismatch',
        closer: 'unknown',
        how: failed.some(({ outcome }) => outcome === 'refused') ? 'refused' : 'timeout',
        phase: 'handshake',
        severity: 'suspicious',
        summary: `The service answers over IPv${good} and not over IPv${bad}: programs that try IPv${bad} alone fail`,
        evidence: [
          { weight: 'supports', text: what },
          { weight: 'supports', text: `at the same time IPv${good} connected` },
        ],
      },
    ];
  },
};

function all({ attempts }: Observation, family: Family, outcomes: readonly string[]): boolean {
  const ofFamily = attempts.filter((attempt) => attempt.family === family);
  return ofFamily.length > 0 && ofFamily.every(({ outcome }) => outcomes.includes(outcome));
}
