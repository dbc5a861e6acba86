/** The process or the system has no file descriptor left (EMFILE, ENFILE). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'too-many-files',
  title: 'No file descriptor is left',
  stage: 'local',
  proves: ['The process, or the system, has as many files and sockets open as it may'],
  leavesOpen: ['Whether the limit is low or something leaks descriptors'],
  causes: [['file-descriptor-exhaustion', 'new connections wait in the queue or are closed at once']],
  next: 'open-files',
  retry: 'After others were closed',
};
