/**
 * The two ends have no cipher suite, key exchange or signature in common: alert 40, handshake_failure, right upon the
 * ClientHello, or 71, insufficient_security (RFC 8446 §6.2). Alert 40 after a certificate was asked for is another matter.
 */
import type { Cause } from '../model/cause.ts';
import { hints, supports } from './_evidence.ts';
import { assessRefusal, BROADER, offerEvidence, refusalOf, refusalText } from './_tls.ts';

const HANDSHAKE_FAILURE = 40;
const INSUFFICIENT_SECURITY = 71;

export const cause: Cause = {
  id: 'tls-cipher-mismatch',
  title: 'no TLS cipher that suits both',
  severity: 'failure',
  refines: BROADER,
  wouldBeProvedBy: [
    'the cipher suites, groups and signature algorithms that both ends have enabled, and the kind of the server’s certificate',
    'the server’s log (“no shared cipher”)',
  ],
  advice: [
    'Enable a cipher suite that both have and that fits the server’s certificate (ECDSA suites need an ECDSA certificate)',
    'Ask for the name, too: some servers answer so where they have no certificate for it',
    'openssl s_client -connect HOST:PORT -servername NAME -cipher ALL says whether another suite would do',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal === undefined) return undefined;
    const { tls, by, alert } = refusal;
    const uponHello = alert === HANDSHAKE_FAILURE && by === 'server' && tls.stage === 'client-hello';
    if (!uponHello && alert !== INSUFFICIENT_SECURITY) return undefined;
    // Without a name the server may have had no certificate to answer with.
    const isNameless = uponHello && tls.serverName === false;
    const evidence = [(isNameless ? hints : supports)(tls, refusalText(refusal)), ...offerEvidence(tls)];
    if (isNameless) evidence.push(hints(tls, 'the ClientHello names no server: it may have had no certificate to use'));
    return assessRefusal(
      facts,
      refusal,
      evidence,
      `The ${by} refused the TLS session: no cipher suite, key exchange or signature suits both`,
    );
  },
};
