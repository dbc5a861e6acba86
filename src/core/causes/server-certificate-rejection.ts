/**
 * The client did not accept the server's certificate: expired, of another name, or of an authority it does not know. Its
 * alert is in plain text in TLS 1.2; in TLS 1.3 OpenSSL sends it in plain text, too, and others encrypt it (RFC 8446 §6.2).
 * Some clients close without one.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { closingFin, closingReset, hints, MID_RESPONSE_MAX, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { assessRefusal, BROADER, CERTIFICATE_ALERTS, refusalOf, refusalText } from './_tls.ts';

const BAD_STATUS_RESPONSE = 113;

export const cause: Cause = {
  id: 'server-certificate-rejection',
  title: 'the client did not accept the server’s certificate',
  severity: 'failure',
  refines: BROADER.filter((id) => id !== 'client-abort'),
  wouldBeProvedBy: [
    'the client’s error (“certificate verify failed”, “unable to get local issuer certificate”, “certificate has expired”)',
    'the certificate the server sends: openssl s_client -connect HOST:PORT -servername NAME -showcerts',
  ],
  advice: [
    'Let the server send its whole chain, with a certificate that is in date and bears the name asked for',
    'Give the client the authority that signed it (its CA bundle), and check the client’s clock',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal === undefined) return weighLeave(facts);
    const { by, alert, tls } = refusal;
    if (by !== 'client') return undefined;
    if (alert !== undefined && !CERTIFICATE_ALERTS.has(alert) && alert !== BAD_STATUS_RESPONSE) return undefined;
    const evidence = [supports(tls, refusalText(refusal))];
    const summary = 'The client refused the TLS session because of the server’s certificate';
    return assessRefusal(facts, refusal, evidence, alert === undefined ? `${summary}, as it seems` : summary);
  },
};

/** The client went away once it had seen the certificate, without a word. Who only wanted to look does the same. */
function weighLeave(facts: Facts): Assessment | undefined {
  const tls = facts.tls?.[0];
  const turn = facts.turn?.[0];
  const close = closingReset(facts) ?? closingFin(facts);
  if (tls?.stage !== 'server-hello' || turn?.by !== 'server' || close?.from !== 'client') return undefined;
  if (turn.quietNs >= MID_RESPONSE_MAX) return undefined;
  const text = 'the client closed right upon the server’s part of the TLS handshake, without finishing it';
  return {
    evidence: [hints(close, text), ...senderEvidence(facts, 'client', close.packets[0])],
    closer: 'client application',
    severity: 'suspicious',
    summary: 'The client left in the TLS handshake once it had the server’s certificate; it may not have accepted it',
  };
}
