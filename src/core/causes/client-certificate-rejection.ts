/**
 * The server did not accept the client's certificate, or missed one. In TLS 1.2 it says so before its Finished, in plain
 * text. In TLS 1.3 the client has finished already when the server looks at the certificate: the alert is encrypted, and the
 * client may have sent its first request (RFC 8446 §4.4.2.4).
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { duration, hints, PROMPT_MAX, supports } from './_evidence.ts';
import { assessRefusal, BROADER, CERTIFICATE_ALERTS, type Refusal, refusalOf, refusalText } from './_tls.ts';
import { closingSide, isTlsUnanswered, withLog } from './_witness.ts';

const HANDSHAKE_FAILURE = 40;
const ACCESS_DENIED = 49;
const CERTIFICATE_REQUIRED = 116;
/** A handshake, a request and an answer. */
const TURNS_MAX = 6;

export const cause: Cause = {
  id: 'client-certificate-rejection',
  title: 'the server did not accept the client’s certificate',
  severity: 'failure',
  refines: BROADER,
  wouldBeProvedBy: [
    'the server’s log: which check of the client’s certificate failed',
    'the client’s error (“alert certificate required”, “alert unknown ca”, “alert bad certificate”)',
  ],
  advice: [
    'Give the client a certificate and its key, from an authority that the server’s list of trusted ones has',
    'Check its dates, its chain and its purpose: openssl verify -purpose sslclient -CAfile CA CERT',
  ],
  weigh: withLog(
    {
      meanings: ['client-certificate'],
      summary: 'The server wants a certificate of the client, and closed because of it',
      fits: (facts, log) => isTlsUnanswered(facts) || (log.by === 'client' && isToldAndClosed(facts)),
      severity: 'failure',
    },
    (facts) => {
      const refusal = refusalOf(facts);
      if (refusal?.by !== 'server') return undefined;
      const evidence = weighAlert(refusal);
      if (evidence.length === 0) return undefined;
      const { certificate } = refusal.tls;
      const summary =
        refusal.alert === CERTIFICATE_REQUIRED || certificate === 'empty'
          ? 'The server wants a certificate of the client, got none, and refused the TLS session'
          : 'The server refused the TLS session because of the client’s certificate';
      return assessRefusal(facts, refusal, evidence, summary);
    },
  ),
};

/** One answer to the handshake or the first request, and a close with it: nginx says 400 in the session. */
function isToldAndClosed(facts: Facts): boolean {
  const turn = facts.turn?.[0];
  if (facts.tls === undefined || turn?.by !== 'server' || closingSide(facts) !== 'server') return false;
  return turn.turns <= TURNS_MAX && turn.quietNs < PROMPT_MAX;
}

function weighAlert(refusal: Refusal): Evidence[] {
  const { tls, alert } = refusal;
  const text = refusalText(refusal);
  if (alert === undefined) return weighEncrypted(refusal, text);
  const asked = tls.asksCertificate || tls.certificate !== undefined;
  if (alert === CERTIFICATE_REQUIRED || CERTIFICATE_ALERTS.has(alert)) {
    return [supports(tls, text), ...(asked ? [hints(tls, askedText(refusal))] : [])];
  }
  // RFC 5246 §7.4.6: a server that gets none may answer so.
  if (alert === HANDSHAKE_FAILURE && asked && tls.stage !== 'client-hello') {
    return [supports(tls, `${text}, and ${askedText(refusal)}`)];
  }
  return alert === ACCESS_DENIED ? [hints(tls, text)] : [];
}

/** An alert's size is also a close_notify's: what the client had sent before tells them apart. */
function weighEncrypted({ tls, close }: Refusal, text: string): Evidence[] {
  const afterNs = tls.refusal?.afterNs;
  if (afterNs === undefined) return [];
  const quick = `${text}, ${duration(afterNs)} after the client’s last word`;
  if (tls.certificate === 'empty') {
    const empty = 'the client’s second flight begins with a record of the size of a certificate message without any';
    return [supports(tls, quick), hints(tls, empty)];
  }
  if (tls.certificate === 'sent') {
    return [
      supports(tls, quick),
      hints(close, 'the client’s second flight is longer than a Finished, as with a certificate'),
    ];
  }
  return [hints(tls, quick)];
}

function askedText({ tls }: Refusal): string {
  if (tls.certificate === 'empty') return 'the client had answered its CertificateRequest with none';
  if (tls.certificate === 'sent') return 'the client had sent a certificate';
  return 'it had asked for a certificate';
}
