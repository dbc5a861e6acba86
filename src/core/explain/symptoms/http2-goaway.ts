/** The peer said GOAWAY: it takes no new streams on this connection (RFC 9113 §6.8). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'http2-goaway',
  title: 'The peer announced the end of the HTTP/2 connection',
  stage: 'open',
  proves: ['The peer sent GOAWAY, with an error code and the last stream it takes'],
  leavesOpen: ['Whether streams above the last one matter to you: they were not carried out'],
  causes: [
    ['graceful-shutdown', 'the server is being restarted or drained'],
    ['connection-age-limit', 'the server lets connections grow only so old'],
    ['http2-goaway', 'the code beneath says what displeased it'],
  ],
  next: 'server-log',
  retry: 'Safe for streams above the last one that GOAWAY names',
};
