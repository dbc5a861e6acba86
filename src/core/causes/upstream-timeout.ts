/** A proxy answered because the server behind it had not in time: 504 Gateway Timeout (RFC 9110 §15.6.5). */
import type { Cause } from '../model/cause.ts';
import { duration, hints, supports } from './_evidence.ts';
import { explained, lastWords, MANNERS } from './_last-words.ts';
import { withLog } from './_witness.ts';

const GATEWAY_TIMEOUT = 504;
const SERVICE_UNAVAILABLE = 503;

export const cause: Cause = {
  id: 'upstream-timeout',
  title: 'the server behind a proxy did not answer in time',
  severity: 'suspicious',
  refines: MANNERS,
  behind: ['normal-close'],
  wouldBeProvedBy: [
    'the proxy’s log (nginx “upstream timed out (110: Connection timed out)”; HAProxy sC, sH; Envoy UT)',
    'a capture between the proxy and the server behind it: a SYN without an answer, or a request without one',
  ],
  advice: [
    'Look behind the proxy: whether the server there can be reached, and why it takes so long',
    'If it may take so long, raise the proxy’s timer (proxy_read_timeout, timeout server)',
  ],
  weigh: withLog(
    { meanings: ['upstream-timeout'], summary: 'The proxy waited in vain for the server behind it' },
    (facts) => {
      const last = lastWords(facts);
      if (last?.said.kind !== 'http-response') return undefined;
      const closer = `${last.by} application` as const;
      if (last.said.detail === GATEWAY_TIMEOUT) {
        const waited = facts.turn?.[0]?.idleBeforeNs;
        const after = waited === undefined ? '' : ` ${duration(waited)} after the request`;
        return explained(facts, last, [supports(last.words, `the server said 504 Gateway Timeout${after}`)], {
          summary: `The proxy waited in vain for the server behind it${after === '' ? '' : `, and gave up${after}`}`,
          closer,
        });
      }
      if (last.said.detail !== SERVICE_UNAVAILABLE) return undefined;
      const text = 'the server said 503 Service Unavailable, as some proxies do when they cannot connect in time';
      return explained(facts, last, [hints(last.words, text)], {
        summary: 'The server answered 503; if it is a proxy, it may have waited in vain for the server behind it',
        closer,
      });
    },
  ),
};
