/** Azure: error_info of the Application Gateway’s access log, ErrorInfo of the Front Door’s. */
import type { Dialect, Phrase } from './_dialect.ts';

const DETAILS: readonly (readonly [detail: string, symptom: string])[] = [
  ['ERRORINFO_UPSTREAM_NO_LIVE', 'no-backend'],
  ['ERRORINFO_UPSTREAM_CLOSED_CONNECTION', 'gateway-closed'],
  ['ERRORINFO_UPSTREAM_TIMED_OUT', 'gateway-timeout'],
  ['ERRORINFO_CLIENT_CLOSED_REQUEST', 'client-gone'],
  ['ERRORINFO_CLIENT_TIMED_OUT', 'client-silent'],
  ['ERRORINFO_HTTP_TO_HTTPS_PORT', 'plain-on-tls-port'],
  ['ERRORINFO_HTTPS_NO_CERT', 'client-certificate'],
  ['OriginConnectionAborted', 'gateway-closed'],
  ['OriginConnectionRefused', 'gateway-connect-failed'],
  ['OriginConnectionError', 'gateway-bad-answer'],
  ['OriginInvalidResponse', 'gateway-bad-answer'],
  ['OriginTimeout', 'gateway-timeout'],
];

/** Words that other programs use, too. */
const BESIDE = /Azure|[Ee]rrorInfo|FrontDoor|AFD/;

export const dialect: Dialect = {
  id: 'azure',
  title: 'Azure gateways',
  level: 5,
  source:
    'learn.microsoft.com/azure/application-gateway/monitor-application-gateway-reference, /azure/frontdoor/monitor-front-door',
  marks: ['Microsoft-Azure-Application-Gateway', 'ERRORINFO_', 'x-azure-ref', 'Azure Front Door'],
  phrases: [
    ...DETAILS.map(([detail, symptom]): Phrase => ({ says: detail, exact: true, code: detail, symptom })),
    { says: 'ClientDisconnected', exact: true, near: BESIDE, code: 'ClientDisconnected', symptom: 'client-gone' },
    { says: 'SSLHandshakeError', exact: true, near: BESIDE, code: 'SSLHandshakeError', symptom: 'gateway-tls-failed' },
    { says: 'DNSNameNotResolved', exact: true, near: BESIDE, code: 'DNSNameNotResolved', symptom: 'name-unresolved' },
    { says: 'DNSFailure', exact: true, near: BESIDE, code: 'DNSFailure', symptom: 'name-unresolved' },
    { says: 'DNSTimeout', exact: true, near: BESIDE, code: 'DNSTimeout', symptom: 'name-lookup-failed' },
    // "Generic client error": not that the client left.
    {
      says: 'UnspecifiedClientError',
      exact: true,
      near: BESIDE,
      code: 'UnspecifiedClientError',
      symptom: 'unspecified',
    },
  ],
};
