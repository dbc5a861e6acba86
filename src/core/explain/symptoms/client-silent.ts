/** A server or proxy waited for its client, heard nothing and gave up. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'client-silent',
  title: 'The client fell silent, and the server or proxy gave up',
  stage: 'open',
  proves: [
    'The server or proxy closed because nothing went on with the client in its time: nothing came, or nothing was taken',
  ],
  leavesOpen: ['Whether the client was slow, gone, or cut off by a device between them'],
  causes: [
    ['request-timeout', 'the client sent too slowly or stopped'],
    ['middlebox-idle-timeout', 'a device between them drops what the client sends'],
    ['path-mtu-black-hole', 'the client’s full-size packets are lost, as in an upload'],
    ['half-open-connection', 'the client is gone without a word'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
