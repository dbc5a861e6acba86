/** The client spoke plain text to a TLS port: it got an alert, a 400, or a close. */
import type { Cause } from '../model/cause.ts';
import type { WordsFact } from '../model/fact.ts';
import { closingFin, closingReset, first, hints, proves, supports } from './_evidence.ts';
import { describeWords } from './_words.ts';

/** Ports registered for protocols inside TLS (https://www.iana.org/assignments/service-names-port-numbers). */
const TLS_PORTS = new Set([443, 465, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 5671, 6514, 8443, 8883, 9443]);

export const cause: Cause = {
  id: 'plain-on-tls-port',
  title: 'plain text spoken to a TLS port',
  severity: 'failure',
  refines: ['closed-without-response', 'unread-data-at-close', 'unread-request-body', 'normal-close', 'abortive-close'],
  wouldBeProvedBy: ['the server’s log (“plain HTTP request was sent to HTTPS port”, “wrong version number”)'],
  advice: ['Use https:// (or the protocol’s TLS mode) on this port, or the server’s plain port'],
  weigh: (facts) => {
    const words = first(facts, 'words');
    if (words === undefined || !isPlain(words)) return undefined;
    const said = `the client sent ${describeWords(words.clientFirst)}`;
    const closer = 'server application';
    if (words.serverFirst.kind === 'tls-alert') {
      return {
        evidence: [proves(words, `${said}, and the server answered with a TLS alert`)],
        closer,
        summary: 'The client spoke plain text to a port that speaks TLS',
      };
    }
    if (!TLS_PORTS.has(words.serverPort)) return undefined;
    const { kind, detail } = words.serverFirst;
    if (kind === 'http-response' && detail === 400) {
      return {
        evidence: [supports(words, `${said} to port ${words.serverPort}, and the server answered 400 Bad Request`)],
        closer,
        summary: `The client spoke plain HTTP to port ${words.serverPort}, which is for TLS, and was turned away`,
      };
    }
    const close = closingReset(facts) ?? closingFin(facts);
    if (kind !== 'none' || close?.from !== 'server') return undefined;
    return {
      evidence: [
        hints(words, `${said} to port ${words.serverPort}, which is for TLS, and the server closed without a word`),
      ],
      closer,
      summary: `The client spoke plain text to port ${words.serverPort}, which is for TLS; the server closed without a word`,
    };
  },
};

function isPlain({ clientFirst }: WordsFact): boolean {
  return clientFirst.kind === 'http-request' || clientFirst.kind === 'http2-preface';
}
