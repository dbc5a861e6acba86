/** A proxy waited for the server behind it and gave up. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'gateway-timeout',
  title: 'The server behind the proxy did not answer in time',
  stage: 'open',
  proves: ['The client reached the proxy; the proxy gave up its server and closed that connection itself'],
  leavesOpen: [
    'Whether the server is still working on it',
    'Whether it was connected: some proxies say the same of both',
  ],
  causes: [
    ['upstream-timeout', 'the server takes longer than the proxy waits'],
    ['unanswered-syn', 'if the time-out is that of the connect: nothing answers'],
    ['middlebox-idle-timeout', 'a device between the two forgot the quiet connection'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the server may still be working on it',
};
