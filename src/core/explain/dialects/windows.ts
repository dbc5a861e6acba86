/** Windows: the sentences that FormatMessage gives for the errors of Winsock, and for those of the network beneath files. */
import { systemErrors } from '../system-errors.ts';
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'windows',
  title: 'Windows',
  level: 0,
  source: 'learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
  marks: ['[WinError '],
  phrases: [
    ...systemErrors
      .filter(({ windows }) => windows !== undefined)
      .map(({ name, onWindows }) => ({
        says: `WSA${name}`,
        exact: true,
        code: name,
        ...(onWindows === undefined ? {} : { symptom: onWindows }),
      })),
    { says: 'target machine actively refused it', code: 'ECONNREFUSED' },
    { says: 'an existing connection was forcibly closed by the remote host', code: 'ECONNRESET' },
    { says: 'an established connection was aborted by the software in your host machine', code: 'ECONNABORTED' },
    {
      says: [
        'a connection attempt failed because the connected party did not properly respond',
        'established connection failed because connected host has failed to respond',
      ],
      code: 'ETIMEDOUT',
    },
    { says: 'a socket operation was attempted to an unreachable host', code: 'EHOSTUNREACH' },
    { says: 'a socket operation was attempted to an unreachable network', code: 'ENETUNREACH' },
    { says: 'a socket operation encountered a dead network', code: 'ENETDOWN' },
    { says: 'only one usage of each socket address', code: 'EADDRINUSE' },
    {
      says: 'the requested address is not valid in its context',
      code: 'EADDRNOTAVAIL',
      symptom: 'address-not-valid',
    },
    {
      says: 'an attempt was made to access a socket in a way forbidden by its access permissions',
      symptom: 'connect-forbidden',
      code: 'EACCES',
      notNear: /\b(?:bind|listen)/i,
    },
    {
      says: 'an attempt was made to access a socket in a way forbidden by its access permissions',
      code: 'EACCES',
      operation: 'listen',
      near: /\b(?:bind|listen)/i,
    },
    { says: 'the system lacked sufficient buffer space or because a queue was full', code: 'ENOBUFS' },
    {
      says: 'a request to send or receive data was disallowed because the socket is not connected',
      code: 'ENOTCONN',
    },
    {
      says: 'a request to send or receive data was disallowed because the socket had already been shut down',
      code: 'ESHUTDOWN',
    },
    { says: 'the connection has been broken due to keep-alive activity detecting a failure', code: 'ENETRESET' },
    { says: 'no such host is known', code: 'HOST_NOT_FOUND', operation: 'resolve' },
    { says: 'usually a temporary error during hostname resolution', code: 'TRY_AGAIN', operation: 'resolve' },
    {
      says: 'the requested name is valid, but no data of the requested type was found',
      code: 'NO_DATA',
      operation: 'resolve',
    },
    {
      says: 'the specified network name is no longer available',
      code: 'ERROR_NETNAME_DELETED',
      symptom: 'closed-unexpectedly',
      source: 'winerror.h, 64',
    },
    {
      says: 'the semaphore timeout period has expired',
      code: 'ERROR_SEM_TIMEOUT',
      symptom: 'timed-out',
      source: 'winerror.h, 121',
    },
    {
      says: 'the remote computer refused the network connection',
      code: 'ERROR_CONNECTION_REFUSED',
      symptom: 'refused',
      operation: 'connect',
      source: 'winerror.h, 1225',
    },
    {
      says: 'the network connection was aborted by the local system',
      code: 'ERROR_CONNECTION_ABORTED',
      symptom: 'aborted-locally',
      source: 'winerror.h, 1236',
    },
    {
      says: 'the connection with the server was terminated abnormally',
      symptom: 'closed-unexpectedly',
      source: 'winhttp.h, 12030',
    },
    {
      says: 'a connection with the server could not be established',
      symptom: 'connect-failed',
      operation: 'connect',
      source: 'winhttp.h, 12029',
    },
    {
      says: 'the server name or address could not be resolved',
      symptom: 'name-unresolved',
      operation: 'resolve',
      source: 'winhttp.h, 12007',
    },
  ],
};
