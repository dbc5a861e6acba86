/** Google Cloud's load balancers: statusDetails of their logs. */
import type { Dialect, Phrase } from './_dialect.ts';

const DETAILS: readonly (readonly [detail: string, symptom: string])[] = [
  ['backend_connection_closed_before_data_sent_to_client', 'gateway-closed'],
  ['backend_connection_closed_after_partial_response_sent', 'gateway-closed'],
  ['backend_timeout', 'gateway-timeout'],
  ['failed_to_connect_to_backend', 'gateway-connect-failed'],
  ['failed_to_pick_backend', 'no-backend'],
  ['backend_early_response_with_non_error_status', 'gateway-bad-answer'],
  ['backend_response_corrupted', 'protocol-mismatch'],
  ['client_disconnected_before_any_response', 'client-gone'],
  ['client_disconnected_after_partial_response', 'client-gone'],
  ['client_timed_out', 'client-silent'],
  ['http_version_not_supported', 'gateway-decided'],
  ['response_sent_by_backend', 'not-the-connection'],
  ['handled_by_identity_aware_proxy', 'gateway-decided'],
  ['denied_by_security_policy', 'gateway-decided'],
  ['invalid_http2_client_request_path', 'gateway-decided'],
  ['ssl_certificate_san_verification_failed', 'gateway-tls-failed'],
  ['failed_to_negotiate_alpn', 'gateway-tls-failed'],
  ['client_cert_not_provided', 'client-certificate'],
  ['websocket_handshake_failed', 'gateway-bad-answer'],
  ['websocket_closed', 'not-the-connection'],
];

export const dialect: Dialect = {
  id: 'gcp',
  title: 'Google Cloud load balancers',
  level: 5,
  source: 'cloud.google.com/load-balancing/docs/https/https-logging-monitoring',
  marks: ['statusDetails', 'http_load_balancer'],
  phrases: DETAILS.map(([detail, symptom]): Phrase => ({ says: detail, code: detail, symptom })),
};
