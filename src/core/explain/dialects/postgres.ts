/** PostgreSQL: libpq and what uses it, and the server's log. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'postgres',
  title: 'PostgreSQL',
  level: 3,
  source: 'postgresql src/interfaces/libpq/fe-connect.c, fe-misc.c; src/backend/libpq/pqcomm.c',
  marks: [
    'psql: error:',
    'psycopg',
    'PG::',
    'libpq',
    'accepting TCP/IP connections?',
    'could not receive data from client',
    'SSL SYSCALL error',
    'could not translate host name',
    'PSQLException',
    'pg_hba.conf',
  ],
  phrases: [
    { says: 'server closed the connection unexpectedly', symptom: 'closed-unexpectedly' },
    { says: 'ssl connection has been closed unexpectedly', symptom: 'closed-unexpectedly' },
    {
      says: 'ssl syscall error: eof detected',
      near: /connection to server|could not connect/,
      symptom: 'closed-in-handshake',
      operation: 'handshake',
    },
    {
      says: 'ssl syscall error: eof detected',
      notNear: /connection to server|could not connect/,
      symptom: 'closed-unexpectedly',
    },
    { says: 'ssl syscall error: connection timed out', code: 'ETIMEDOUT', symptom: 'connection-lost' },
    {
      says: 'timeout expired',
      near: /connection to server|could not connect|psql/,
      symptom: 'not-ready-in-time',
      operation: 'connect',
    },
    { says: 'received invalid response to ssl negotiation', symptom: 'protocol-mismatch' },
    { says: ['expected authentication request from server, but received'], symptom: 'protocol-mismatch' },
    { says: 'could not translate host name', symptom: 'name-not-found', operation: 'resolve', wrapper: true },
    {
      says: [
        'could not receive data from client',
        'could not send data to client',
        'unexpected EOF on client connection',
        'connection to client lost',
      ],
      symptom: 'client-gone',
    },
    { says: 'could not receive data from server', symptom: 'closed-unexpectedly', operation: 'read', wrapper: true },
    { says: 'could not send data to server', symptom: 'closed-unexpectedly', operation: 'write', wrapper: true },
    { says: ['no pg_hba.conf entry for', 'pg_hba.conf rejects connection'], symptom: 'access-denied' },
    {
      says: [
        'sorry, too many clients already',
        'remaining connection slots are reserved',
        'too many connections for role',
        'too many connections for database',
        'no more connections allowed',
      ],
      code: '53300',
      symptom: 'too-many-connections',
    },
    { says: 'terminating connection due to administrator command', code: '57P01', symptom: 'server-shutting-down' },
    {
      says: 'terminating connection because of crash of another server process',
      code: '57P02',
      symptom: 'worker-gone',
    },
    {
      says: [
        'terminating connection due to idle-in-transaction timeout',
        'terminating connection due to idle-session timeout',
        'client_idle_timeout',
      ],
      symptom: 'idle-timeout-stated',
    },
    { says: 'the database system is shutting down', code: '57P03', symptom: 'server-shutting-down' },
    {
      says: ['the database system is starting up', 'the database system is in recovery mode'],
      code: '57P03',
      symptom: 'server-not-ready',
    },
    { says: 'server does not support ssl, but ssl was required', symptom: 'tls-on-plain-port' },
    { says: 'invalid length of startup packet', symptom: 'protocol-mismatch' },
    { says: 'server process (pid', near: /was terminated by signal \d{1,2}/, symptom: 'worker-gone' },
    { says: 'query_wait_timeout', exact: true, symptom: 'pool-exhausted', source: 'pgbouncer src/objects.c' },
    { says: 'server conn crashed?', symptom: 'closed-unexpectedly', source: 'pgbouncer src/server.c' },
  ],
};
