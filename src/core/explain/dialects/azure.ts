/** Azure: Application Gateway, Front Door and the App Service front end. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'azure',
  title: 'Azure gateways',
  level: 5,
  source:
    'learn.microsoft.com/azure/application-gateway/application-gateway-troubleshooting-502, /azure/frontdoor/monitor-front-door',
  marks: ['Microsoft-Azure-Application-Gateway', 'ERRORINFO_', 'x-azure-ref', 'Azure Front Door'],
  phrases: [
    { says: 'ERRORINFO_UPSTREAM_NO_RESPONSE', exact: true, symptom: 'gateway-connect-failed' },
    { says: ['OriginConnectionAborted', 'OriginConnectionError'], exact: true, symptom: 'gateway-closed' },
    { says: 'OriginConnectionRefused', exact: true, symptom: 'gateway-connect-failed' },
    { says: ['OriginTimeout', 'OriginInvalidResponse'], exact: true, symptom: 'gateway-timeout' },
    { says: 'OriginUnreachable', exact: true, symptom: 'gateway-connect-failed' },
    { says: 'OriginDNSFailure', exact: true, symptom: 'name-lookup-failed' },
    {
      says: ['SSLHandshakeError', 'SSLMismatchedSNI', 'SSLInvalidCipher'],
      exact: true,
      near: /Azure|ErrorInfo|FrontDoor/,
      symptom: 'gateway-tls-failed',
    },
    { says: 'ClientDisconnected', exact: true, near: /Azure|ErrorInfo|FrontDoor|httpStatus/, symptom: 'client-gone' },
    { says: 'UnspecifiedClientError', exact: true, symptom: 'client-gone' },
    { says: '499 - client closed request', symptom: 'client-gone' },
  ],
};
