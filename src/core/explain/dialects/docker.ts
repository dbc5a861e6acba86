/** Docker: the client, and the daemon that pulls for it. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'docker',
  title: 'Docker',
  level: 4,
  source: 'docker/cli client/errors.go, moby/moby distribution',
  marks: ['Error response from daemon:', 'docker daemon', 'Docker daemon', 'docker: '],
  phrases: [
    { says: 'cannot connect to the docker daemon at', near: /unix:\/\//, symptom: 'no-local-server' },
    {
      says: 'cannot connect to the docker daemon at',
      near: /tcp:\/\//,
      symptom: 'connect-failed',
      operation: 'connect',
    },
    { says: 'error during connect', symptom: 'connect-failed', operation: 'connect', wrapper: true },
    { says: 'port is already allocated', symptom: 'address-in-use', operation: 'listen' },
    {
      says: 'error response from daemon',
      symptom: 'unspecified',
      wrapper: true,
      near: /connect|network|timeout|registry|Get "/,
    },
  ],
};
