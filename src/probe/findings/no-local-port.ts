/** The system had no address or port to connect from. */
import { type Finding, failedAlike } from './_finding.ts';

export const finding: Finding = {
  id: 'no-local-port',
  weigh: (seen) => {
    const [attempt] = failedAlike(seen, 'unusable').filter(({ error }) => error?.code === 'EADDRNOTAVAIL');
    if (attempt === undefined) return [];
    return [
      {
        cause: 'ephemeral-port-exhaustion',
        closer: 'client kernel',
        how: 'timeout',
        phase: 'handshake',
        summary: `This machine has no local port left, or no address, from which ${attempt.address} can be reached`,
        evidence: [
          {
            weight: 'hints',
            text: `connect to ${attempt.address}: EADDRNOTAVAIL: no free local port, or no address of that kind`,
          },
        ],
      },
    ];
  },
};
