/**
 * One end speaks the PROXY protocol (https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt) and the other does not: a
 * header in front of the request that the server cannot read, or none where it waits for one.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { supports } from './_evidence.ts';
import { explained, lastWords, MANNERS } from './_last-words.ts';
import { isAtOnce, isFirstRequest, possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { withLog } from './_witness.ts';

const BAD_REQUEST = 400;

export const cause: Cause = {
  id: 'proxy-protocol-mismatch',
  title: 'one end speaks the PROXY protocol, the other does not',
  severity: 'failure',
  refines: [...MANNERS, 'closed-without-response', 'protocol-error'],
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'the server’s log (nginx “broken header: … while reading PROXY protocol”, a request line that begins with PROXY)',
    'both settings: send-proxy, proxy_protocol on; listen … proxy_protocol, accept-proxy',
  ],
  advice: [
    'Turn it on at both ends or at neither: send-proxy with accept-proxy, proxy_protocol with listen … proxy_protocol',
  ],
  weigh: withLog(
    {
      meanings: ['proxy-protocol'],
      // It is how the server is set up: whoever came when, it was the same.
      isTold: () => true,
      summary: 'The server waits for a PROXY protocol header, which did not come, or does not expect the one that came',
    },
    (facts) => (facts.words?.[0]?.clientFirst.kind === 'proxy-header' ? unwanted(facts) : missing(facts)),
  ),
};

/** The header came, and what the server said to it is that it cannot read it; or nothing. */
function unwanted(facts: Facts): Assessment | undefined {
  const summary = 'The server did not understand the PROXY protocol header in front of the request';
  const header = 'the client began with a PROXY protocol header, and the server';
  const last = lastWords(facts);
  const close = unexplainedClose(facts);
  if (close !== undefined && close.close.from === 'server' && isFirstRequest(close)) {
    const assessment = possibly(facts, close, 'a server that does not understand it closes like this', summary);
    const words = facts.words?.[0];
    return words === undefined
      ? assessment
      : { ...assessment, evidence: [supports(words, `${header} closed without a word`), ...assessment.evidence] };
  }
  if (last === undefined) return undefined;
  const { kind, detail } = last.said;
  const isBad = (kind === 'http-response' && detail === BAD_REQUEST) || kind === 'stated-error' || kind === 'tls-alert';
  if (!isBad) return undefined;
  const answer = kind === 'http-response' ? 'answered 400 Bad Request' : 'answered with an error';
  return explained(facts, last, [supports(last.words, `${header} ${answer}`)], { summary });
}

/** A server that waits for the header closes at once on anything else. */
function missing(facts: Facts): Assessment | undefined {
  const close = unexplainedClose(facts);
  if (close?.shape !== 'fin' && close?.shape !== 'reset') return undefined;
  if (!isFirstRequest(close) || !isAtOnce(facts, close)) return undefined;
  if (facts.words?.[0]?.clientLast.kind !== 'http-request') return undefined;
  return possibly(
    facts,
    close,
    'a server that waits for a PROXY protocol header closes like this, at once',
    'The server may have waited for a PROXY protocol header',
  );
}
