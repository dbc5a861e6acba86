/** The server answers so many requests on a connection and no more, and announced the end of this one (keepalive_requests). */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import type { AnnouncedLimit } from '../model/service.ts';
import { announcedEnd } from './_announced.ts';
import { closingFin, count, duration, hints, supports } from './_evidence.ts';
import { MANNERS } from './_last-words.ts';

const SETTING =
  'its setting: keepalive_requests, MaxKeepAliveRequests, max_requests_per_connection, maxRequestsPerSocket';

export const cause: Cause = {
  id: 'connection-request-limit',
  title: 'the connection had served as many requests as one may',
  severity: 'benign',
  refines: [...MANNERS, 'http2-goaway'],
  behind: ['normal-close', 'http2-goaway'],
  wouldBeProvedBy: ['the same number of requests in other connections to this server', SETTING],
  advice: ['Nothing is wrong; a client opens another connection'],
  weigh: (facts) => {
    const announced = announcedEnd(facts);
    if (announced === undefined || closingFin(facts) === undefined) return undefined;
    // A server that says which limit it was says it of another one.
    if (announced.reason !== '') return undefined;
    const { words, text, requests } = announced;
    if (requests === 0) return undefined;
    const round = requests !== undefined && requests >= 100 && requests % 100 === 0;
    const limit = facts.surroundings?.[0]?.announcedLimit;
    const agrees = limit?.kind === 'requests' && limit.requests === requests ? limit : undefined;
    const number = requests === undefined ? '' : ` after ${count(requests, 'request')}`;
    return {
      evidence: [
        (round || agrees !== undefined ? supports : hints)(words, `${text}${number}`),
        ...agreement(facts, agrees),
      ],
      closer: 'server application',
      summary: `The server ended the connection${number}; it may serve no more on one`,
      ...(agrees === undefined ? {} : { wouldBeProvedBy: [SETTING] }),
    };
  },
};

/** Others of the service were announced to end after as many, at other ages. */
function agreement(facts: Facts, limit: AnnouncedLimit | undefined): Evidence[] {
  const fact = facts.surroundings?.[0];
  if (fact === undefined || limit?.kind !== 'requests') return [];
  const { connections, ends, requests, youngestNs, oldestNs } = limit;
  const text = `${connections} of ${count(ends, 'connection')} that this service ended so had ${count(requests, 'request')}, at ages of ${duration(youngestNs)} to ${duration(oldestNs)}`;
  return [supports(fact, text)];
}
