/**
 * The two ends have no version of TLS in common: alert 70, protocol_version (RFC 8446 §6.2), or 86, inappropriate_fallback,
 * where a client came back with an older version than both have (RFC 7507).
 */
import type { Cause } from '../model/cause.ts';
import { supports } from './_evidence.ts';
import { assessRefusal, BROADER, offerEvidence, refusalOf, refusalText } from './_tls.ts';

const PROTOCOL_VERSION = 70;
const INAPPROPRIATE_FALLBACK = 86;

export const cause: Cause = {
  id: 'tls-version-mismatch',
  title: 'no TLS version that suits both',
  severity: 'failure',
  refines: BROADER,
  wouldBeProvedBy: [
    'the TLS versions that both ends have enabled',
    'the log of the end that sent the alert (“unsupported protocol”, “protocol version”)',
  ],
  advice: [
    'Enable a version that both have: TLS 1.2 or 1.3 at the older end, by an update or its settings',
    'Try one version after the other: openssl s_client -connect HOST:PORT -tls1_2',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal?.alert !== PROTOCOL_VERSION && refusal?.alert !== INAPPROPRIATE_FALLBACK) return undefined;
    const evidence = [supports(refusal.tls, refusalText(refusal)), ...offerEvidence(refusal.tls)];
    const summary =
      refusal.alert === INAPPROPRIATE_FALLBACK
        ? `The ${refusal.by} refused the TLS session: the client had fallen back to an older version than both have`
        : `The ${refusal.by} refused the TLS session: the version offered does not suit it`;
    return assessRefusal(facts, refusal, evidence, summary);
  },
};
