/**
 * One end refused the TLS session with a fatal alert and closed (RFC 8446 §6.2), for a reason that no finer cause explains.
 * Many alerts of TLS 1.3 are encrypted once keys are agreed; then only their size shows, not their meaning.
 */
import type { Cause } from '../model/cause.ts';
import { hints, supports } from './_evidence.ts';
import { assessRefusal, BROADER, nameAlert, refusalOf, refusalText } from './_tls.ts';

export const cause: Cause = {
  id: 'fatal-tls-alert',
  title: 'the TLS session was refused with a fatal alert',
  severity: 'failure',
  refines: BROADER.filter((id) => id !== 'fatal-tls-alert'),
  wouldBeProvedBy: ['the log of the end that sent the alert: it knows which check failed'],
  advice: [
    'Look up the alert: 70 asks for another TLS version, 40 for another cipher, 42 to 48 and 116 speak of certificates, 112 of the name',
    'Compare what both offer: openssl s_client -connect HOST:PORT -servername NAME, and the server’s TLS settings',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal === undefined) return undefined;
    const { tls, by, alert } = refusal;
    const named = alert === undefined ? 'an alert that is encrypted' : `a fatal alert (${nameAlert(alert)})`;
    return assessRefusal(
      facts,
      refusal,
      [(alert === undefined && tls.refusal?.inHello !== true ? hints : supports)(tls, refusalText(refusal))],
      `The ${by} refused the TLS session with ${named}`,
    );
  },
};
