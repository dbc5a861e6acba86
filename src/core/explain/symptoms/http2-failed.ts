/** An error of HTTP/2 whose text does not say whether it is one of a stream or of the connection (RFC 9113 §5.4). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'http2-failed',
  title: 'HTTP/2 failed on this request',
  stage: 'open',
  proves: ['An error of HTTP/2 ended the request: of its stream, or of the whole connection'],
  leavesOpen: [
    'Whether the other end reset the stream or said GOAWAY, or sent what this end does not take',
    'Whether the server or a proxy before it ended it',
  ],
  causes: [
    ['protocol-error', 'one end broke the rules of HTTP/2'],
    ['upstream-refusal', 'a proxy lost its own server'],
    ['http2-goaway', 'the other end ended the connection'],
  ],
  next: 'probe-tls',
  retry: 'Only what may be done twice; safe where the text says that the server refused the stream',
};
