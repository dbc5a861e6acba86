/**
 * The two ends have no application protocol in common: alert 120, no_application_protocol (RFC 7301 §3.2). Servers that go on
 * without one are another matter: what happens then is hidden.
 */
import type { Cause } from '../model/cause.ts';
import { hints, supports } from './_evidence.ts';
import { assessRefusal, BROADER, refusalOf, refusalText } from './_tls.ts';

const NO_APPLICATION_PROTOCOL = 120;

export const cause: Cause = {
  id: 'alpn-mismatch',
  title: 'no application protocol that suits both (ALPN)',
  severity: 'failure',
  refines: BROADER,
  behind: ['fatal-tls-alert'],
  wouldBeProvedBy: [
    'the protocols the client offers (tls.handshake.extensions_alpn_str) against those the server has enabled',
  ],
  advice: [
    'Let both have one protocol in common: h2 at the server, or http/1.1 at the client',
    'openssl s_client -connect HOST:PORT -alpn h2,http/1.1 says which the server takes',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal === undefined) return undefined;
    const { tls, by } = refusal;
    if (tls.refusal?.inHello === true && tls.alpn === true) {
      // Version, cipher and name are settled before the ServerHello; the protocol is named behind it (RFC 8446 §4.3.1).
      const evidence = [hints(tls, `${refusalText(refusal)}; the ClientHello offers application protocols`)];
      const summary = 'The server refused the TLS session, perhaps for want of an application protocol that suits both';
      return assessRefusal(facts, refusal, evidence, summary);
    }
    if (refusal.alert !== NO_APPLICATION_PROTOCOL) return undefined;
    const evidence = [supports(tls, refusalText(refusal))];
    if (tls.alpn === true) evidence.push(hints(tls, 'the ClientHello offers application protocols'));
    return assessRefusal(
      facts,
      refusal,
      evidence,
      `The ${by} refused the TLS session: it speaks none of the application protocols the other offered`,
    );
  },
};
