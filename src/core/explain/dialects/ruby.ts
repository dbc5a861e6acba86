/** Ruby: the standard library, Faraday, Excon. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'ruby',
  title: 'Ruby',
  level: 2,
  source: 'Ruby lib/net/protocol.rb, lib/net/http.rb',
  marks: [
    'Errno::E',
    'Net::OpenTimeout',
    'Net::ReadTimeout',
    'Net::HTTP',
    'Faraday::',
    'Excon::',
    'OpenSSL::SSL::SSLError',
    '.rb:',
    'SocketError: ',
  ],
  phrases: [
    { says: 'Net::OpenTimeout', exact: true, symptom: 'not-ready-in-time', operation: 'connect' },
    { says: 'Net::ReadTimeout', exact: true, symptom: 'read-timeout', operation: 'read' },
    { says: 'Net::WriteTimeout', exact: true, symptom: 'timed-out', operation: 'write' },
    { says: 'end of file reached', near: /EOFError|Faraday|Excon|\.rb|OpenURI|Net::/, symptom: 'closed-unexpectedly' },
    {
      says: [
        'connection reset by peer - ssl_connect',
        'SSL_connect SYSCALL returned=5 errno=0 state=',
        'SSL_connect returned=1 errno=0 state=unknown state',
      ],
      symptom: 'closed-in-handshake',
      operation: 'handshake',
    },
    { says: 'failed to open tcp connection to', symptom: 'connect-failed', operation: 'connect', wrapper: true },
    { says: 'Faraday::ConnectionFailed', exact: true, symptom: 'unspecified', wrapper: true },
    { says: 'Faraday::TimeoutError', exact: true, symptom: 'timed-out', wrapper: true },
    { says: 'getaddrinfo: ', symptom: 'name-unresolved', near: /SocketError/, wrapper: true, operation: 'resolve' },
    {
      says: 'could not obtain a connection from the pool within',
      symptom: 'pool-exhausted',
      source: 'rails activerecord connection_pool.rb',
    },
    { says: 'HTTP::ConnectionError', exact: true, symptom: 'unspecified', wrapper: true },
  ],
};
