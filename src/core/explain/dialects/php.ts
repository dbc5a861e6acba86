/** PHP: streams, mysqli and PDO beside the texts of their libraries, Guzzle. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'php',
  title: 'PHP',
  level: 2,
  source: 'php-src main/streams, ext/standard/http_fopen_wrapper.c',
  marks: [
    'PHP Fatal error',
    'PHP Warning',
    'GuzzleHttp\\',
    'stream_socket_client()',
    'fsockopen()',
    'file_get_contents(',
    'PDOException',
    'php_network_getaddresses',
    '.php',
  ],
  phrases: [
    {
      says: 'php_network_getaddresses: getaddrinfo failed',
      symptom: 'name-unresolved',
      operation: 'resolve',
      wrapper: true,
    },
    {
      says: 'php_network_getaddresses: getaddrinfo for',
      symptom: 'name-unresolved',
      operation: 'resolve',
      wrapper: true,
    },
    { says: 'failed to open stream: http request failed!', symptom: 'closed-without-response', wrapper: true },
    {
      says: ['unable to connect to'],
      near: /stream_socket_client|fsockopen/,
      symptom: 'connect-failed',
      operation: 'connect',
      wrapper: true,
    },
    {
      says: ['send of'],
      near: /send of \d{1,9} bytes failed with errno=/,
      symptom: 'unspecified',
      operation: 'write',
      wrapper: true,
    },
    {
      says: 'ssl: connection reset by peer',
      symptom: 'closed-in-handshake',
      code: 'ECONNRESET',
      operation: 'handshake',
    },
    {
      says: 'read error on connection',
      near: /RedisException|read error on connection to/,
      symptom: 'closed-unexpectedly',
      source: 'phpredis library.c',
    },
  ],
};
