/** The kernel says that more connections arrive than the program accepts (Linux: possible SYN flooding). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'listen-queue-full',
  title: 'Connections arrive faster than the program accepts them',
  stage: 'connect',
  proves: ['The queue of a listening socket overflowed'],
  leavesOpen: ['Whether it is load, a program that hangs, or an attack'],
  causes: [
    ['accept-queue-overflow', 'the program accepts too slowly, or its backlog is small'],
    ['syn-cookies', 'the kernel answers without remembering'],
  ],
  next: 'listeners',
  retry: 'Safe: no request was sent',
};
