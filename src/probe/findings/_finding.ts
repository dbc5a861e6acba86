/**
 * What a finding is: a look at everything a probe saw, and the causes it speaks for or against. A finding knows no other;
 * ranking happens elsewhere. What an error code cannot tell apart is given to every cause it may be.
 */

import type { Closer, EndedHow, Phase, Severity, Weight } from '../../core/model/diagnosis.ts';
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { ConnectAttempt, Exchange, Observation } from '../model.ts';

/** One cause, and what the probe shows of it. */
export interface Found {
  /** Id of a cause of the catalogue. */
  readonly cause: string;
  readonly closer: Closer;
  readonly how: EndedHow;
  readonly phase: Phase;
  /** One sentence for people: who did what. */
  readonly summary: string;
  readonly evidence: readonly { readonly weight: Weight; readonly text: string }[];
  /** Where it is not the cause's own. */
  readonly severity?: Severity;
  /** What to do, and what would prove it, where the cause's own words do not suit. */
  readonly advice?: readonly string[];
  readonly next?: readonly string[];
  /** It is about the proxy of the environment, not about the connection that was probed. */
  readonly about?: 'proxy';
}

/** A rule. */
export interface Finding {
  /** The file's name. */
  readonly id: string;
  /** Empty where it does not concern this. */
  readonly weigh: (seen: Observation) => readonly Found[];
}

/** The attempt that the verdict is about: the one that was used, else the first that was not given up. */
export function mainAttempt({ attempts }: Observation): ConnectAttempt | undefined {
  return attempts.find(({ used }) => used) ?? attempts.find(({ outcome }) => outcome !== 'aborted') ?? attempts[0];
}

/** Attempts that failed alike, where no address could be connected; else none. */
export function failedAlike({ attempts }: Observation, outcome: ConnectAttempt['outcome']): readonly ConnectAttempt[] {
  if (attempts.some((attempt) => attempt.outcome === 'connected')) return [];
  return attempts.filter((attempt) => attempt.outcome === outcome);
}

/** The address is one of this machine: nothing is on the way. */
export function isHere(address: string, { routes }: Pick<Observation, 'routes'>): boolean {
  if (/^127\.|^::1$|^::ffff:127\./.test(address)) return true;
  return routes.some((route) => route.to === address && route.local);
}

/** Something showed that this end's network works: another address answered, or a control did. */
export function ourSideWorks({ attempts, controls, quic = [] }: Observation): string | undefined {
  const control = controls.find(({ says }) => says === 'our side works');
  if (control !== undefined) return `${control.what}: ${control.outcome}`;
  const spoke = quic.find(({ outcome }) => outcome === 'answers');
  if (spoke !== undefined) return `${formatHostPort(spoke.address, spoke.port)} answers QUIC, over UDP`;
  const answered = attempts.find(({ outcome }) => outcome === 'connected' || outcome === 'refused');
  return answered === undefined ? undefined : `${answered.address} answered`;
}

/** What was asked was answered, and nothing was cut off. */
export function isFine(seen: Observation): boolean {
  const { close, tls } = seen;
  const last = lastExchange(seen);
  if (close === undefined || last === undefined || (tls !== undefined && !tls.done)) return false;
  if (last.kind === 'error' || last.kind === 'odd' || close.awaiting || close.how === 'failed') return false;
  return close.how !== 'fin' || seen.exchanges.some(({ answer }) => answer !== undefined);
}

/** The last thing that was asked. */
export function lastExchange({ exchanges }: Observation): Exchange | undefined {
  return exchanges.at(-1);
}

/** Seconds: who ends a connection later has read what was asked, or waited for somebody. */
export const AT_ONCE = 1;

/**
 * Whoever comes is turned away, asked or not: a connection on which nothing was said was ended as soon. What may do so beside the
 * cause that an ending of this kind has: a forwarder first, as other servers mostly give a reason. It
 * closes, as there is nothing left unread: a reset may be its own way, or a firewall's.
 */
export function turnedAway(
  { wordless }: Observation,
  ended: string,
): readonly Pick<Found, 'cause' | 'summary' | 'evidence'>[] {
  if (wordless?.outcome !== 'fin' && wordless?.outcome !== 'reset') return [];
  const { text } = wordless;
  return [
    {
      cause: 'forwarder-without-backend',
      summary: 'Whoever connects is let in and turned away at once, as by a forwarder that has nothing behind it',
      evidence: [
        {
          weight: wordless.outcome === 'fin' ? 'supports' : 'hints',
          text: `${text}: what was asked has nothing to do with it`,
        },
        { weight: 'hints', text: ended },
        {
          weight: 'hints',
          text: 'port mappings of containers, SSH forwards and proxies do so where nothing listens behind them',
        },
      ],
    },
    {
      cause: 'access-list-after-accept',
      summary: 'The server may not allow this client',
      evidence: [{ weight: 'hints', text: `${text}; a server that does not allow the address does so, too` }],
    },
    {
      cause: 'connection-limit',
      summary: 'The server may have no more connections',
      evidence: [{ weight: 'hints', text: `${text}; a server that has too many connections does so, too` }],
    },
  ];
}
