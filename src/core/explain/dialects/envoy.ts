/** Envoy and what is built on it (Istio): response flags, response code details, the words of its own answers. */
import type { Dialect, Phrase } from './_dialect.ts';

const FLAGS: readonly (readonly [flag: string, name: string, symptom: string])[] = [
  ['UC', 'UpstreamConnectionTermination', 'gateway-closed'],
  ['UF', 'UpstreamConnectionFailure', 'gateway-connect-failed'],
  ['UH', 'NoHealthyUpstream', 'no-backend'],
  ['UT', 'UpstreamRequestTimeout', 'gateway-timeout'],
  ['UR', 'UpstreamRemoteReset', 'gateway-bad-answer'],
  ['LR', 'LocalReset', 'gateway-decided'],
  ['UO', 'UpstreamOverflow', 'gateway-decided'],
  ['URX', 'UpstreamRetryLimitExceeded', 'gateway-bad-answer'],
  ['UPE', 'UpstreamProtocolError', 'protocol-mismatch'],
  ['UMSDR', 'UpstreamMaxStreamDurationReached', 'gateway-timeout'],
  ['NR', 'NoRouteFound', 'gateway-decided'],
  ['NC', 'NoClusterFound', 'no-backend'],
  ['DC', 'DownstreamConnectionTermination', 'client-gone'],
  ['DR', 'DownstreamRemoteReset', 'client-gone'],
  ['DPE', 'DownstreamProtocolError', 'gateway-decided'],
  ['DT', 'DurationTimeout', 'gateway-decided'],
  ['SI', 'StreamIdleTimeout', 'gateway-decided'],
  ['RL', 'RateLimited', 'gateway-decided'],
  ['RLSE', 'RateLimitServiceError', 'gateway-decided'],
  ['UAEX', 'UnauthorizedExternalService', 'gateway-decided'],
  ['IH', 'InvalidEnvoyRequestHeaders', 'gateway-decided'],
  ['FI', 'FaultInjected', 'gateway-decided'],
  ['DI', 'DelayInjected', 'gateway-decided'],
  ['LH', 'FailedLocalHealthCheck', 'gateway-decided'],
  ['OM', 'OverloadManagerTerminated', 'gateway-decided'],
  ['DF', 'DnsResolutionFailed', 'name-lookup-failed'],
  ['DO', 'DropOverload', 'gateway-decided'],
  ['UDO', 'UnconditionalDropOverload', 'gateway-decided'],
];

const SOURCE_OF_FLAGS = 'envoy source/common/stream_info/utility.h';

const RESET_REASONS: readonly (readonly [reason: string, symptom: string])[] = [
  ['connection termination', 'gateway-closed'],
  ['connection failure', 'gateway-connect-failed'],
  ['connection timeout', 'gateway-connect-failed'],
  ['remote reset', 'gateway-bad-answer'],
  ['remote refused stream reset', 'gateway-bad-answer'],
  ['local reset', 'gateway-decided'],
  ['overflow', 'gateway-decided'],
  ['protocol error', 'protocol-mismatch'],
  ['remote connection failure', 'gateway-connect-failed'],
];

/** In an access log the flag stands after the status; in JSON it is the value of response_flags. */
function flagPhrases([flag, name, symptom]: readonly [string, string, string]): Phrase[] {
  const placed = new RegExp(
    `(?:" | |^)[0-9]{1,3} (?:[A-Z]+,)?${flag}(?:,[A-Z]+)?(?=$| [\\w"(-])|response_?flags\\W{1,6}(?:[A-Z]+,)?${flag}\\b`,
    'im',
  );
  // That retries are used up says less than the flag that stands beside it.
  const wrapper = flag === 'URX';
  return [
    { says: flag, exact: true, whole: true, code: flag, symptom, wrapper, source: SOURCE_OF_FLAGS },
    { says: flag, exact: true, near: placed, code: flag, symptom, wrapper, source: SOURCE_OF_FLAGS },
    { says: name, exact: true, code: flag, symptom, wrapper, source: SOURCE_OF_FLAGS },
  ];
}

export const dialect: Dialect = {
  id: 'envoy',
  title: 'Envoy',
  level: 5,
  source: 'github.com/envoyproxy/envoy, source/common',
  marks: ['envoy', 'istio', 'upstream_reset_', 'upstream connect error', 'outbound|', 'inbound|'],
  phrases: [
    ...FLAGS.flatMap(flagPhrases),
    ...RESET_REASONS.flatMap(([reason, symptom]): Phrase[] => [
      { says: `reset reason: ${reason}`, symptom, source: 'envoy source/common/http/utility.cc' },
      { says: `{${reason.replaceAll(' ', '_')}`, near: /upstream_reset_(?:before|after)_response_started/, symptom },
    ]),
    { says: 'upstream connect error or disconnect/reset before headers', symptom: 'unspecified', wrapper: true },
    { says: ['no healthy upstream', 'no_healthy_upstream'], symptom: 'no-backend' },
    {
      says: [
        'upstream request timeout',
        'upstream_response_timeout',
        'upstream_per_try_timeout',
        'request_overall_timeout',
        'response_timeout',
      ],
      symptom: 'gateway-timeout',
    },
    { says: ['stream_idle_timeout', 'stream timeout'], sentence: true, symptom: 'gateway-decided' },
    {
      says: ['downstream_remote_disconnect', 'http2.remote_reset'],
      symptom: 'client-gone',
      source: 'envoyproxy.io/docs/envoy/v1.25.6/configuration/http/http_conn_man/response_code_details',
    },
    { says: ['upstream_max_stream_duration_reached', 'max_duration_timeout'], symptom: 'gateway-timeout' },
    {
      says: ['route_not_found', 'cluster_not_found', 'direct_response'],
      exact: true,
      near: /envoy|istio|response_code|\b(?:NR|NC)\b/,
      symptom: 'gateway-decided',
    },
    {
      says: 'delayed connect error: 111',
      code: 'ECONNREFUSED',
      symptom: 'gateway-connect-failed',
      operation: 'connect',
    },
    { says: 'delayed connect error', symptom: 'gateway-connect-failed', operation: 'connect' },
    {
      says: 'TLS error',
      exact: true,
      near: /transport failure reason|TLS_error|TLS error:/,
      symptom: 'gateway-tls-failed',
      operation: 'handshake',
    },
    { says: 'TLS_error', exact: true, symptom: 'gateway-tls-failed', operation: 'handshake' },
  ],
};
