/**
 * The direct way works, and the proxy that the environment names does not let programs through: what they see is a failure of
 * the proxy. Where the direct way fails too, the proxy is no news.
 */
import type { Closer, EndedHow } from '../../core/model/diagnosis.ts';
import type { ConnectOutcome, Observation } from '../model.ts';
import type { ProxyTrial } from '../proxy-trial.ts';
import { tellProxy } from '../words.ts';
import { type Finding, isFine, lastExchange } from './_finding.ts';

/** What a failure speaks for. */
interface Failure {
  readonly cause: string;
  readonly how: EndedHow;
  readonly closer: Closer;
  readonly advice: string;
}

export const finding: Finding = {
  id: 'proxy-fails',
  weigh: (seen) => {
    const { proxy, target } = seen;
    if (proxy === undefined || !isFine(seen) || !isAlone(seen)) return [];
    const failure = failureOf(proxy, seen);
    if (failure === undefined) return [];
    const { advice, ...rest } = failure;
    const direct = lastExchange(seen)?.answer;
    const mayBeServer = proxy.outcome === 'answered' && proxy.status === '403';
    const whose = mayBeServer ? 'unless the server treats the proxy so' : 'a failure of the proxy, not of the service';
    return [
      {
        ...rest,
        phase: proxy.outcome === 'no-connection' || proxy.outcome === 'unresolved' ? 'handshake' : 'request',
        severity: 'suspicious',
        about: 'proxy',
        summary: `The service works directly; programs that use the proxy of ${proxy.name} fail at it, ${whose}`,
        evidence: [
          { weight: 'supports', text: `the proxy ${proxy.place} ${tellProxy(proxy)}` },
          {
            weight: 'supports',
            text: `at the same time the direct way worked${direct === undefined ? '' : `: ${direct}`}`,
          },
        ],
        advice: [advice, `Where the direct way may be used, put ${target.host} into no_proxy`],
        next: [
          'the proxy’s log of that moment',
          'what the program itself says, once with the variable and once without',
        ],
      },
    ];
  },
};

/** Nothing else of the direct way is worth a verdict: the two would be taken for one. */
function isAlone(seen: Observation): boolean {
  const others = seen.attempts.some(({ outcome }) => outcome !== 'connected' && outcome !== 'aborted');
  return !others && !/^5/.test(lastExchange(seen)?.code ?? '');
}

/** `undefined` where it is no failure, or not clearly the proxy’s. */
function failureOf(proxy: ProxyTrial, seen: Observation): Failure | undefined {
  const check = `Look whether ${proxy.name} names the proxy that is meant, and whether it runs`;
  switch (proxy.outcome) {
    case 'denied':
      return denial(proxy, seen);
    case 'answered':
      // An answer that the server itself gives, too, says nothing of the proxy.
      return /^(?:403|50[234])$/.test(proxy.status ?? '') && /^[1-3]/.test(lastExchange(seen)?.code ?? '')
        ? denial(proxy, seen)
        : undefined;
    case 'closed':
      return {
        cause: 'closed-without-response',
        how: proxy.error === undefined ? 'fin' : 'reset',
        closer: 'unknown',
        advice: check,
      };
    case 'silent':
      return { cause: 'client-timeout', how: 'timeout', closer: 'client application', advice: check };
    case 'odd':
      return { cause: 'protocol-error', how: 'fin', closer: 'unknown', advice: check };
    case 'unresolved':
      return { cause: 'name-resolution-failure', how: 'timeout', closer: 'unknown', advice: check };
    case 'no-connection': {
      const known = CONNECTS[proxy.connect ?? 'failed'];
      return known === undefined ? undefined : { ...known, closer: 'unknown', advice: check };
    }
    default:
      return undefined;
  }
}

/** What a connect that failed speaks for; the rest says nothing of the proxy. */
const CONNECTS: Partial<Readonly<Record<ConnectOutcome, Pick<Failure, 'cause' | 'how'>>>> = {
  refused: { cause: 'closed-port', how: 'refused' },
  timeout: { cause: 'unanswered-syn', how: 'timeout' },
  unreachable: { cause: 'host-unreachable', how: 'icmp' },
};

/** The proxy said no: that it does not let this client through, or that it does not reach the server. */
function denial({ status = '', name, credentials, outcome }: ProxyTrial, { target }: Observation): Failure {
  const closer = outcome === 'denied' ? 'middlebox' : 'unknown';
  const place = `${target.host}:${target.port}`;
  if (/^50[234]$/.test(status)) {
    const cause = status === '504' ? 'upstream-timeout' : 'upstream-refusal';
    return { cause, how: 'fin', closer, advice: `Ask who runs the proxy why it does not reach ${place}` };
  }
  const advice =
    status !== '407'
      ? `Ask who runs the proxy to allow ${place}`
      : credentials
        ? `Look at user and password in ${name}; the proxy may want another scheme than Basic`
        : `The proxy wants a user and a password, and ${name} has none`;
  return { cause: 'access-list-after-accept', how: 'fin', closer, advice };
}
