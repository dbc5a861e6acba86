/** The system or process had no memory, socket or port left for the connection. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'out-of-resources',
  title: 'The own system had no resources left for a connection',
  stage: 'local',
  proves: ['The connection failed for want of something of this host'],
  leavesOpen: ['Whether it is memory, sockets, file descriptors or ports'],
  causes: [
    ['file-descriptor-exhaustion', 'a limit of open files'],
    ['ephemeral-port-exhaustion', 'too many connections to one server'],
    ['tcp-memory-pressure', 'the kernel’s memory for TCP is used up'],
  ],
  next: 'local-ports',
  retry: 'Safe: no request was sent',
};
