/**
 * EHOSTUNREACH, ENETUNREACH, EACCES, EPERM: an ICMP error came, the neighbour did not answer, or this system has no way or
 * no leave. Which ICMP code gives which error: Linux net/ipv4/icmp.c `icmp_err_convert`, net/ipv6/icmp.c `tab_unreach`.
 */
import type { ConnectAttempt, Observation } from '../model.ts';
import { formatPlace, formatSeconds } from '../words.ts';
import { type Finding, type Found, failedAlike, isHere } from './_finding.ts';

/** Linux asks a neighbour three times, a second apart, before it gives up (neigh mcast_solicit, retrans_time). */
const NEIGHBOUR_PATIENCE_SECONDS = 0.9;

export const finding: Finding = {
  id: 'unreachable',
  weigh: (seen) => {
    const [unreachable] = failedAlike(seen, 'unreachable');
    const [denied] = failedAlike(seen, 'denied');
    return [
      ...(unreachable === undefined ? [] : weighUnreachable(unreachable, seen)),
      ...(denied === undefined ? [] : weighDenied(denied)),
    ];
  },
};

function weighUnreachable(attempt: ConnectAttempt, seen: Observation): readonly Found[] {
  const route = seen.routes.find(({ to }) => to === attempt.address);
  const place = formatPlace(attempt.address, attempt.port);
  const text = `connect to ${place}: ${attempt.error?.code} after ${formatSeconds(attempt.seconds)}`;
  const shared = { how: 'icmp', phase: 'handshake' } as const;
  if (route?.error !== undefined) {
    const words = `this machine’s routing table: ${route.error}`;
    return [
      {
        ...shared,
        cause: 'network-unreachable',
        closer: 'client kernel',
        how: 'timeout',
        summary: `This machine has no route to ${attempt.address}: the connection was not even tried`,
        evidence: [
          { weight: 'supports', text },
          { weight: 'supports', text: words },
        ],
      },
    ];
  }
  if (isHere(attempt.address, seen)) {
    return [
      {
        ...shared,
        cause: 'firewall-admin-prohibited',
        closer: 'server kernel',
        summary: `A firewall of this machine itself rejects connections to ${place}`,
        evidence: [
          { weight: 'supports', text },
          { weight: 'supports', text: 'the address is this machine’s own: no router is on the way' },
        ],
      },
    ];
  }
  const network = attempt.error?.code === 'ENETUNREACH' || attempt.error?.code === 'ENETDOWN';
  const router: Found = {
    ...shared,
    cause: network ? 'network-unreachable' : 'host-unreachable',
    closer: 'unknown',
    summary: `${place} is unreachable: a router said so, or this machine found no way itself`,
    evidence: [
      { weight: 'hints', text },
      { weight: 'hints', text: 'the code does not show who said so' },
    ],
  };
  const waited = attempt.seconds >= NEIGHBOUR_PATIENCE_SECONDS && route !== undefined;
  const onLink = route?.gateway === undefined;
  const neighbour: Found = {
    ...shared,
    cause: 'unanswered-arp',
    closer: 'nobody',
    how: 'timeout',
    summary: `Nobody answers for ${route?.gateway ?? attempt.address} on this link`,
    evidence: [
      {
        weight: onLink ? 'supports' : 'hints',
        text: `${text}, as long as this system asks a neighbour that does not answer`,
      },
      ...(onLink
        ? [{ weight: 'supports', text: 'the address is on this machine’s own link: no router is on the way' } as const]
        : []),
    ],
  };
  const prohibited: Found = {
    ...shared,
    cause: 'firewall-admin-prohibited',
    closer: 'unknown',
    summary: `A firewall may prohibit the connection to ${place}`,
    evidence: [
      { weight: 'hints', text: `${text}; ICMP administratively prohibited gives the same code` },
      ...(route !== undefined && onLink
        ? [
            {
              weight: 'hints',
              text: 'the address is on this machine’s own link: no router said so, but the host itself',
            } as const,
          ]
        : []),
    ],
  };
  if (network) return [router];
  if (waited) return onLink ? [neighbour] : [neighbour, router];
  return route !== undefined && onLink ? [prohibited] : [router, prohibited];
}

/** Over IPv4 Linux makes no EACCES or EPERM of an ICMP error; over IPv6 it makes EACCES of "administratively prohibited". */
function weighDenied(attempt: ConnectAttempt): readonly Found[] {
  const { family, error } = attempt;
  const place = formatPlace(attempt.address, attempt.port);
  const mayBeRemote = family === 6 && error?.code === 'EACCES';
  return [
    {
      cause: 'firewall-admin-prohibited',
      closer: mayBeRemote ? 'unknown' : 'client kernel',
      how: mayBeRemote ? 'icmp' : 'timeout',
      phase: 'handshake',
      summary: mayBeRemote
        ? `The connection to ${place} is prohibited, by this system or by a firewall on the way`
        : `This system does not allow the connection to ${place}: a policy, a route or a firewall of its own`,
      evidence: [
        { weight: 'hints', text: `connect to ${place}: ${error?.code}` },
        {
          weight: 'hints',
          text: mayBeRemote
            ? 'over IPv6 an ICMP error of a firewall gives the same code'
            : 'over IPv4 no packet from elsewhere gives this code',
        },
      ],
    },
  ];
}
