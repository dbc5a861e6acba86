/** AWS load balancers: the codes of the Application Load Balancer's own answers, in its access log and its metrics. */
import type { Dialect, Phrase } from './_dialect.ts';

/** Own answers: in an access log the target's status beside them is "-". */
const OWN: readonly (readonly [status: number, symptom: string])[] = [
  [408, 'request-timeout'],
  [460, 'client-gone'],
  [463, 'gateway-decided'],
  [464, 'gateway-decided'],
  [502, 'gateway-bad-answer'],
  [503, 'no-backend'],
  [504, 'gateway-timeout'],
  [561, 'gateway-decided'],
];

const ACCESS_LOG = /\bapp\/[\w.-]{1,64}\/[0-9a-f]{16}\b|\bELB\b|\bALB\b|elb_status_code/;

/** A rule that answers with a status of its own choice; the log names it as the action. */
const BY_RULE = /\bapp\/[\w.-]{1,64}\/[0-9a-f]{16}\b.{1,2000}"(?:[\w-]{1,32},)*fixed-response"/;

/** The statuses that have a metric each. */
const METRICS: readonly number[] = [502, 503, 504];

export const dialect: Dialect = {
  id: 'aws',
  title: 'AWS load balancers',
  level: 5,
  source: 'docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html',
  marks: ['elasticloadbalancing', 'awselb/2.0', 'HTTPCode_ELB_', 'elb_status_code'],
  phrases: [
    ...OWN.flatMap(([status, symptom]): Phrase[] => [
      { says: `${status} -`, near: ACCESS_LOG, notNear: BY_RULE, code: String(status), symptom },
      { says: `${status} -`, near: BY_RULE, code: String(status), symptom: 'gateway-decided' },
      ...(METRICS.includes(status) ? [{ says: `HTTPCode_ELB_${status}_Count`, code: String(status), symptom }] : []),
      {
        says: [`HTTP ${status}`, `${status} error`, `elb_status_code=${status}`, `"elb_status_code":${status}`],
        near: ACCESS_LOG,
        code: String(status),
        symptom,
      },
    ]),
    ...[460, 463, 464, 561].map(
      (status): Phrase => ({
        says: [`HTTP ${status}`, String(status)],
        whole: true,
        code: String(status),
        symptom: OWN.find(([own]) => own === status)?.[1] ?? 'unspecified',
      }),
    ),
    { says: ['TargetConnectionErrorCount'], exact: true, symptom: 'gateway-connect-failed' },
    {
      says: ['Target.Timeout', 'Target.FailedHealthChecks', 'Target.ResponseCodeMismatch'],
      exact: true,
      symptom: 'health-check-failed',
      source: 'docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
    },
  ],
};
