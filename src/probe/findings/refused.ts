/**
 * ECONNREFUSED: a reset or an ICMP port unreachable answered the SYN (Linux turns both into it, net/ipv4/icmp.c
 * `icmp_err_convert`). The code does not tell a closed port from a firewall that rejects.
 */

import { formatHostPort } from '../../core/model/endpoint.ts';
import { formatSeconds } from '../words.ts';
import type { Found } from './_finding.ts';
import { type Finding, failedAlike, isHere } from './_finding.ts';

export const finding: Finding = {
  id: 'refused',
  weigh: (seen) => {
    const refused = failedAlike(seen, 'refused');
    const [first] = refused;
    if (first === undefined) return [];
    const places = refused.map(({ address, port }) => formatHostPort(address, port)).join(' and ');
    const text = `connect to ${places}: ECONNREFUSED after ${formatSeconds(first.seconds)}`;
    const here = refused.every(({ address }) => isHere(address, seen));
    return [closedPort(places, text, here), ...firewalls(text, here)];
  },
};

function closedPort(places: string, text: string, here: boolean): Found {
  return {
    cause: 'closed-port',
    closer: here ? 'server kernel' : 'unknown',
    how: 'refused',
    phase: 'handshake',
    summary: here
      ? `This machine refused the connection itself: nothing listens on ${places}, or a firewall of its own rejects it`
      : `The connection to ${places} was refused: nothing listens there, or a firewall rejects it`,
    evidence: here
      ? [
          { weight: 'supports', text },
          { weight: 'hints', text: 'the address is this machine’s own: nothing is on the way but its own firewall' },
        ]
      : [
          { weight: 'hints', text },
          {
            weight: 'hints',
            text: 'most refusals come from a host without a listener; the code does not show who sent it',
          },
        ],
  };
}

function firewalls(text: string, here: boolean): readonly Found[] {
  const shared = { closer: here ? 'server kernel' : 'unknown', phase: 'handshake' } as const;
  return [
    {
      ...shared,
      cause: 'firewall-reset-at-connect',
      how: 'refused',
      summary: 'A firewall may have refused the connection with a reset',
      evidence: [{ weight: 'hints', text: `${text}; a firewall’s reset looks the same` }],
    },
    {
      ...shared,
      cause: 'firewall-port-unreachable',
      how: 'icmp',
      summary: 'A firewall may have rejected the connection with ICMP port unreachable',
      evidence: [{ weight: 'hints', text: `${text}; ICMP port unreachable gives the same code` }],
    },
  ];
}
