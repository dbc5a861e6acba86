/** One HTTP/2 stream was ended, not the connection (RFC 9113 §5.4.2). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'http2-stream-reset',
  title: 'One HTTP/2 stream was reset',
  stage: 'open',
  proves: ['A single request was ended; the connection may live on'],
  leavesOpen: ['Whether the server or a proxy ended it, and what its code stands for'],
  causes: [
    ['protocol-error', 'one end broke the rules of HTTP/2'],
    ['upstream-refusal', 'a proxy lost its own server'],
    ['client-abort', 'CANCEL: nobody wants the answer any more'],
  ],
  next: 'server-log',
  retry: 'REFUSED_STREAM: safe. Else only what may be done twice',
};
