/** The server keeps no connection for longer than a certain time, and announced the end of this one (keepalive_time, max_age). */
import type { Cause } from '../model/cause.ts';
import { announcedEnd } from './_announced.ts';
import { closingFin, count, duration, hints, supports } from './_evidence.ts';
import { MANNERS } from './_last-words.ts';

const SETTING = 'its setting: keepalive_time, max_connection_duration, MAX_CONNECTION_AGE, maxConnectionAge';

export const cause: Cause = {
  id: 'connection-age-limit',
  title: 'the connection had reached its greatest age',
  severity: 'benign',
  refines: [...MANNERS, 'http2-goaway'],
  behind: ['normal-close', 'http2-goaway'],
  wouldBeProvedBy: ['the same age at the end of other connections to this server', SETTING],
  advice: ['Nothing is wrong; a client opens another connection'],
  weigh: (facts) => {
    const announced = announcedEnd(facts);
    const close = closingFin(facts);
    if (announced === undefined || close === undefined) return undefined;
    const age = duration(facts.turn?.[0]?.sinceStartNs ?? 0);
    const told = announced.reason === 'max_age';
    const text = told ? 'the server said GOAWAY (“max_age”)' : announced.text;
    const fact = facts.surroundings?.[0];
    const limit = fact?.announcedLimit?.kind === 'age' ? fact.announcedLimit : undefined;
    const alike =
      limit === undefined
        ? ''
        : `${limit.connections} of ${count(limit.connections, 'connection')} that this service ended so were ${duration(limit.youngestNs)} to ${duration(limit.oldestNs)} old, with ${limit.fewest} to ${count(limit.most, 'request')}`;
    return {
      evidence: [
        (told ? supports : hints)(announced.words, `${text}; the connection was ${age} old`),
        ...(fact === undefined || limit === undefined ? [] : [supports(fact, alike)]),
      ],
      closer: 'server application',
      summary: `The server ended the connection after ${age}; it may keep none for longer`,
      ...(limit === undefined ? {} : { wouldBeProvedBy: [SETTING] }),
    };
  },
};
