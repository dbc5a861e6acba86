/**
 * The server knows no site of the name in the ClientHello, or wants a name: alert 112, unrecognized_name (RFC 6066 §3).
 */
import type { Cause } from '../model/cause.ts';
import { hints, supports } from './_evidence.ts';
import { assessRefusal, BROADER, refusalOf, refusalText } from './_tls.ts';

const UNRECOGNIZED_NAME = 112;

export const cause: Cause = {
  id: 'unrecognized-server-name',
  title: 'the server does not know the name asked for',
  severity: 'failure',
  refines: BROADER,
  wouldBeProvedBy: [
    'the name in the ClientHello (tls.handshake.extensions_server_name) against the names the server is set up for',
    'that the same connection with the right name works',
  ],
  advice: [
    'Send the name the server has a certificate for (SNI): openssl s_client -connect HOST:PORT -servername NAME',
    'Where the name is right, add it to the server, or look whether DNS points to the right one',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal?.alert !== UNRECOGNIZED_NAME || refusal.by !== 'server') return undefined;
    const { tls } = refusal;
    const evidence = [supports(tls, refusalText(refusal))];
    if (tls.serverName !== undefined) {
      const text = tls.serverName ? 'the ClientHello names a server' : 'the ClientHello names no server';
      evidence.push(hints(tls, text));
    }
    const summary =
      tls.serverName === false
        ? 'The server refused the TLS session: the client named no server'
        : 'The server refused the TLS session: it does not know the name the client asked for';
    return assessRefusal(facts, refusal, evidence, summary);
  },
};
