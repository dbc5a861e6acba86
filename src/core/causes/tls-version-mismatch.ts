/**
 * The two ends have no version of TLS in common: alert 70, protocol_version (RFC 8446 §6.2), or 86, inappropriate_fallback,
 * where a client came back with an older version than both have (RFC 7507). Some servers say 40, handshake_failure, of it
 * (GnuTLS), as of much else.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import type { TlsVersion } from '../model/tls.ts';
import { hints, supports } from './_evidence.ts';
import { assessRefusal, BROADER, offerEvidence, type Refusal, refusalOf, refusalText } from './_tls.ts';

const PROTOCOL_VERSION = 70;
const INAPPROPRIATE_FALLBACK = 86;
const HANDSHAKE_FAILURE = 40;
/** Versions that nobody should speak any more (RFC 8996, RFC 7568). */
const OLD: readonly (TlsVersion | undefined)[] = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1'];
const NEWEST: TlsVersion = 'TLS 1.3';

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
    if (refusal?.alert === HANDSHAKE_FAILURE) return byHandshakeFailure(facts, refusal);
    if (refusal?.alert !== PROTOCOL_VERSION && refusal?.alert !== INAPPROPRIATE_FALLBACK) return undefined;
    const evidence = [supports(refusal.tls, refusalText(refusal)), ...offerEvidence(refusal.tls)];
    const summary =
      refusal.alert === INAPPROPRIATE_FALLBACK
        ? `The ${refusal.by} refused the TLS session: the client had fallen back to an older version than both have`
        : `The ${refusal.by} refused the TLS session: the version offered does not suit it`;
    return assessRefusal(facts, refusal, evidence, summary);
  },
};

/** Whoever offers the newest version mostly offers the one before, too: then it is something else. */
function byHandshakeFailure(facts: Facts, refusal: Refusal): Assessment | undefined {
  const { tls, by } = refusal;
  const { offered } = tls;
  if (by !== 'server' || tls.stage !== 'client-hello' || offered === undefined || offered === NEWEST) return undefined;
  const isOld = OLD.includes(offered);
  const old = isOld ? `, and ${offered} is one that many servers have no more` : '';
  const text = `the client offered ${offered} at most${old}: some servers say 40 where no version suits them (GnuTLS)`;
  const evidence = [(isOld ? supports : hints)(tls, text)];
  const summary = 'The server refused the TLS session: the version offered may not suit it';
  return assessRefusal(facts, refusal, evidence, summary);
}
