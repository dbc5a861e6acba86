/** Some addresses of a family work and others do not: whoever gets the wrong one fails, now and then. */
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { ConnectAttempt } from '../model.ts';
import type { Finding, Found } from './_finding.ts';

/** The cause that each outcome speaks for. */
const CAUSES: Partial<Readonly<Record<ConnectAttempt['outcome'], string>>> = {
  refused: 'closed-port',
  timeout: 'unanswered-syn',
  unreachable: 'host-unreachable',
};

export const finding: Finding = {
  id: 'one-address-fails',
  weigh: ({ attempts }) => {
    const good = attempts.filter(({ outcome }) => outcome === 'connected');
    const bad = attempts.filter(
      ({ family, outcome }) => CAUSES[outcome] !== undefined && good.some((other) => other.family === family),
    );
    const [first] = bad;
    return first === undefined ? [] : [partly(first, good, bad)];
  },
};

function partly(first: ConnectAttempt, good: readonly ConnectAttempt[], bad: readonly ConnectAttempt[]): Found {
  const list = (attempts: readonly ConnectAttempt[]): string =>
    attempts.map(({ address, port, outcome }) => `${formatHostPort(address, port)} ${outcome}`).join(', ');
  return {
    cause: CAUSES[first.outcome]!,
    closer: 'unknown',
    how: first.outcome === 'refused' ? 'refused' : 'timeout',
    phase: 'handshake',
    severity: 'suspicious',
    summary: `${bad.length} of ${bad.length + good.length} addresses of the name do not work: programs that get one of them fail`,
    evidence: [
      { weight: 'supports', text: list(bad) },
      { weight: 'supports', text: `at the same time ${list(good)}` },
    ],
  };
}
