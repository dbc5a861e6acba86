/**
 * The service runs and listens, but on another address of its host: on 127.0.0.1 or ::1, or on one interface. To the network that is a
 * closed port, and no packet tells the two apart.
 */
import type { Cause } from '../model/cause.ts';
import { hints } from './_evidence.ts';
import { refusalOf } from './_refusal.ts';
import { listenerElsewhere, testify, weightOfListener } from './_witness.ts';

export const cause: Cause = {
  id: 'listener-on-another-address',
  title: 'the service listens on another address of its host',
  severity: 'failure',
  wouldBeProvedBy: [
    'ss -ltn on the server: a listener on 127.0.0.1, [::1] or another address with this port',
    'a connection from the server itself to 127.0.0.1 that works',
  ],
  advice: ['Let the service listen on all addresses (0.0.0.0, [::]) or on the one that clients use'],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal === undefined || refusal.ttl?.relation === 'different' || refusal.tooSoon !== undefined)
      return undefined;
    if (refusal.label?.relation === 'zero') return undefined;
    const found = listenerElsewhere(facts);
    if (found?.otherAddress !== undefined) {
      const text = `the kernel of the server had a socket that listens on this port at ${found.otherAddress}, and none that takes what was asked for`;
      return {
        evidence: [testify(weightOfListener(found.fact), found.fact, text)],
        closer: 'server kernel',
        summary: `The service listens on ${found.otherAddress} only, and the client asked at another address`,
        refines: ['closed-port'],
      };
    }
    return {
      evidence: [hints(refusal.reset, 'a service that listens on another address only is refused in the same way')],
      closer: 'server kernel',
      summary: 'The server refused the connection; its service may listen on another address only',
    };
  },
};
