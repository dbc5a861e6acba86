/** GOAWAY with ENHANCE_YOUR_CALM: the client pings more often than the server allows (gRPC A8). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'too-many-pings',
  title: 'The client sends more keep-alive pings than the server allows',
  stage: 'open',
  proves: ['The server ended the connection because of the client’s pings'],
  leavesOpen: ['Which of client and server was changed last'],
  causes: [['too-many-pings', 'the client’s keep-alive time is below the server’s minimum']],
  next: 'server-log',
  retry: 'Safe for streams above the last one that GOAWAY names',
};
