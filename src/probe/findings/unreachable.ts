/**
 * EHOSTUNREACH, ENETUNREACH, EACCES, EPERM: an ICMP error came, the neighbour did not answer, or this system has no way or
 * no leave. Which ICMP code gives which error: Linux net/ipv4/icmp.c `icmp_err_convert`, net/ipv6/icmp.c `tab_unreach`.
 */
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { ConnectAttempt, Observation, Route } from '../model.ts';
import { formatSeconds } from '../words.ts';
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

/** What the causes of one failed connect share. */
interface Failure {
  readonly attempt: ConnectAttempt;
  readonly place: string;
  readonly text: string;
  readonly route: Route | undefined;
  /** The route goes to the address itself: no router is on the way. */
  readonly onLink: boolean;
}

const AT_CONNECT = { how: 'icmp', phase: 'handshake' } as const;

function weighUnreachable(attempt: ConnectAttempt, seen: Observation): readonly Found[] {
  const found = seen.routes.find(({ to }) => to === attempt.address);
  // How long others ask a neighbour, and what codes they make of an ICMP error, is not known here.
  const route = seen.platform === 'linux' || found?.error !== undefined ? found : undefined;
  const place = formatHostPort(attempt.address, attempt.port);
  const text = `connect to ${place}: ${attempt.error?.code} after ${formatSeconds(attempt.seconds)}`;
  const onLink = route !== undefined && route.gateway === undefined;
  const failure: Failure = { attempt, place, text, route, onLink };
  const isNetwork = attempt.error?.code === 'ENETUNREACH' || attempt.error?.code === 'ENETDOWN';
  const isHome = isHere(attempt.address, seen);
  if (route?.error !== undefined) return [noRoute(failure, `this machine’s routing table: ${route.error}`)];
  if (isNetwork && isHome) return [noRoute(failure, 'the address is this machine’s own, and no interface has it')];
  if (isHome) return [ownFirewall(failure)];
  if (isNetwork) return [router(failure, 'network-unreachable')];
  const hasWaited = attempt.seconds >= NEIGHBOUR_PATIENCE_SECONDS && route !== undefined;
  const first = hasWaited ? neighbour(failure) : prohibited(failure);
  return onLink ? [first] : [router(failure, 'host-unreachable'), first];
}

function noRoute({ attempt, text }: Failure, why: string): Found {
  return {
    ...AT_CONNECT,
    cause: 'network-unreachable',
    closer: 'client kernel',
    how: 'timeout',
    summary: `This machine has no route to ${attempt.address}: the connection was not even tried`,
    evidence: [
      { weight: 'supports', text },
      { weight: 'supports', text: why },
    ],
  };
}

function ownFirewall({ place, text }: Failure): Found {
  return {
    ...AT_CONNECT,
    cause: 'firewall-admin-prohibited',
    closer: 'server kernel',
    summary: `A firewall of this machine itself rejects connections to ${place}`,
    evidence: [
      { weight: 'supports', text },
      { weight: 'supports', text: 'the address is this machine’s own: no router is on the way' },
    ],
  };
}

function router({ place, text }: Failure, cause: 'network-unreachable' | 'host-unreachable'): Found {
  return {
    ...AT_CONNECT,
    cause,
    closer: 'unknown',
    summary: `${place} is unreachable: a router said so, or this machine found no way itself`,
    evidence: [
      { weight: 'hints', text },
      { weight: 'hints', text: 'the code does not show who said so' },
    ],
  };
}

function neighbour({ attempt, text, route, onLink }: Failure): Found {
  const asked = `${text}, as long as this system asks a neighbour that does not answer`;
  return {
    ...AT_CONNECT,
    cause: 'unanswered-arp',
    closer: 'nobody',
    how: 'timeout',
    summary: `Nobody answers for ${route?.gateway ?? attempt.address} on this link`,
    evidence: onLink
      ? [
          { weight: 'supports', text: asked },
          { weight: 'supports', text: 'the address is on this machine’s own link: no router is on the way' },
        ]
      : [{ weight: 'hints', text: asked }],
  };
}

function prohibited({ place, text, onLink }: Failure): Found {
  const alike = `${text}; ICMP administratively prohibited gives the same code`;
  const near = 'the address is on this machine’s own link: no router said so, but the host itself';
  return {
    ...AT_CONNECT,
    cause: 'firewall-admin-prohibited',
    closer: 'unknown',
    summary: `A firewall may prohibit the connection to ${place}`,
    evidence: [{ weight: 'hints', text: alike }, ...(onLink ? [{ weight: 'hints', text: near } as const] : [])],
  };
}

/** Over IPv4 Linux makes no EACCES or EPERM of an ICMP error; over IPv6 it makes EACCES of "administratively prohibited". */
function weighDenied(attempt: ConnectAttempt): readonly Found[] {
  const { family, error } = attempt;
  const place = formatHostPort(attempt.address, attempt.port);
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
