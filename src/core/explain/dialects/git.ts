/** Git, over HTTP (libcurl), ssh and its own protocol. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'git',
  title: 'Git',
  level: 4,
  source: 'git http.c, connect.c, pkt-line.c',
  marks: [
    'fatal: unable to access',
    'fatal: unable to connect',
    'fatal: read error',
    'fatal: Could not read from remote repository',
    'fatal: the remote end hung up',
    'error: RPC failed',
    'fatal: early EOF',
    'fatal: protocol error',
  ],
  phrases: [
    {
      says: ['the remote end hung up unexpectedly', 'the remote end hung up upon initial contact'],
      symptom: 'closed-unexpectedly',
      wrapper: true,
    },
    {
      says: [
        'early eof',
        'fetch-pack: unexpected disconnect while reading sideband packet',
        'unexpected disconnect while reading sideband packet',
      ],
      near: /fatal|fetch-pack|error:/,
      symptom: 'closed-mid-response',
    },
    { says: 'RPC failed', exact: true, near: /error: RPC failed/, symptom: 'unspecified', wrapper: true },
    { says: 'could not read from remote repository', symptom: 'closed-unexpectedly', wrapper: true },
    { says: 'unable to access', near: /fatal: unable to access/, symptom: 'unspecified', wrapper: true },
    {
      says: 'unable to look up',
      near: /fatal: unable to look up/,
      symptom: 'name-unresolved',
      operation: 'resolve',
      wrapper: true,
    },
  ],
};
