/** From what a probe saw to a verdict: the findings' evidence is joined by cause and ranked as that of a capture is. */
import { causes } from '../core/causes/index.ts';
import { rankCauses } from '../core/diagnose/rank.ts';
import { writeVerdict } from '../core/diagnose/verdict.ts';
import type { Cause } from '../core/model/cause.ts';
import type { Closer, EndedBy, Ending, Evidence, Verdict } from '../core/model/diagnosis.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import type { Found } from './findings/_finding.ts';
import { mainAttempt } from './findings/_finding.ts';
import { findings } from './findings/index.ts';
import type { ConnectAttempt, LocalSign, Observation, ProbeResult, Stage } from './model.ts';
import { adviseOnProxy } from './proxy-advice.ts';

/** Says who ended the connection and why, as far as the probe shows. */
export function judge(observation: Observation, stages: readonly Stage[]): ProbeResult {
  const found = findings.flatMap(({ weigh }) => weigh(observation));
  const ranking = rankCauses(asCauses(found, observation.local), {});
  const [best] = ranking.named;
  const main = found.find(({ cause }) => cause === best?.cause.id);
  const attempt = mainAttempt(observation);
  const { host } = observation.target;
  const server: Endpoint | undefined =
    attempt === undefined
      ? undefined
      : { address: attempt.address, port: attempt.port, ...(host === attempt.address ? {} : { name: host }) };
  // What is not about this connection has not ended it.
  const about = main?.about;
  const ended = about === undefined ? main : found.find((other) => other.about === undefined);
  const closer = (about === undefined ? best?.assessment.closer : ended?.closer) ?? 'unknown';
  const ending = attempt === undefined ? undefined : endingOf(observation, ended, closer);
  return {
    observation,
    stages,
    ...(attempt?.local === undefined ? {} : { client: attempt.local }),
    ...(server === undefined ? {} : { server }),
    ...(ending === undefined ? {} : { ending }),
    ...(about === undefined ? {} : { about }),
    ...against(found),
    severity: best?.assessment.severity ?? best?.cause.severity ?? 'suspicious',
    verdict:
      best === undefined
        ? noVerdict(observation)
        : adviseOnProxy(
            withOwnWords(writeVerdict(best, ranking, 'what was seen does not decide between them'), main),
            observation,
          ),
  };
}

function against(found: readonly Found[]): Pick<ProbeResult, 'against'> {
  const causes = found.flatMap(({ cause, evidence }) =>
    evidence.flatMap(({ weight, text }) => (weight === 'speaks-against' ? [{ cause, text }] : [])),
  );
  return causes.length === 0 ? {} : { against: causes };
}

/** What the finding says to do, where it does not leave that to the cause. */
function withOwnWords(verdict: Verdict, { advice, next }: Partial<Found> = {}): Verdict {
  return {
    ...verdict,
    ...(advice === undefined ? {} : { advice }),
    ...(next === undefined ? {} : { next }),
  };
}

/** The causes that something was found of, each with all that was found. */
function asCauses(found: readonly Found[], local: readonly LocalSign[]): readonly Cause[] {
  const ids = new Set([...found, ...local].map(({ cause }) => cause));
  return causes
    .filter(({ id }) => ids.has(id))
    .map((cause) => {
      const own = found.filter((entry) => entry.cause === cause.id);
      const signs = local.filter((entry) => entry.cause === cause.id);
      const evidence: Evidence[] = [
        ...own.flatMap((entry) => entry.evidence.map(({ weight, text }) => sign(weight, text, 'probe'))),
        ...signs.map(({ weight, text, source }) => sign(weight, text, source)),
      ];
      const [first] = own;
      const assessment = {
        evidence,
        summary: first?.summary ?? signs[0]!.text,
        closer: signs.find(({ closer }) => closer !== undefined)?.closer ?? first?.closer ?? ('unknown' as const),
        ...(first?.severity === undefined ? {} : { severity: first.severity }),
      };
      // What a cause may be behind is decided by packets; here the evidence alone orders them.
      const { behind: _, ...rest } = cause;
      return { ...rest, weigh: () => assessment };
    });
}

function sign(weight: Evidence['weight'], text: string, source: Evidence['source']): Evidence {
  return { weight, text, packets: [], source };
}

const BY: Readonly<Record<Closer, EndedBy>> = {
  'client application': 'client',
  'client kernel': 'client',
  'server application': 'server',
  'server kernel': 'server',
  middlebox: 'middlebox',
  nobody: 'nobody',
  unknown: 'unknown',
};

function endingOf(observation: Observation, main: Found | undefined, closer: Closer): Ending {
  const { close } = observation;
  if (main !== undefined) return { by: BY[closer], how: main.how, phase: main.phase };
  const attempt = mainAttempt(observation);
  if (attempt !== undefined && attempt.outcome !== 'connected') {
    return { by: BY[closer], how: HOW[attempt.outcome] ?? 'timeout', phase: 'handshake' };
  }
  const how = close?.how === 'fin' || close?.how === 'reset' || close?.how === 'timeout' ? close.how : 'open';
  return { by: BY[closer], how, phase: observation.exchanges.length > 0 ? 'request' : 'handshake' };
}

/** How a connect ended where it did not open; the rest is silence. */
const HOW: Readonly<Partial<Record<ConnectAttempt['outcome'], Ending['how']>>> = {
  refused: 'refused',
  reset: 'reset',
  unreachable: 'icmp',
};

function noVerdict({ interrupted }: Observation): Verdict {
  return {
    cause: 'insufficient-evidence',
    closer: 'unknown',
    confidence: 'possible',
    summary: interrupted
      ? 'The probe was interrupted before anything failed'
      : 'What the probe saw does not say why it failed',
    evidence: [],
    alternatives: [],
    ruledOut: [],
    unexplained: [],
    advice: [],
    next: [],
  };
}
