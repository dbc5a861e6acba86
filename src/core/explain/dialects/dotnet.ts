/** .NET: System.Net.Sockets, HttpClient, SslStream, SqlClient, Kestrel. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'dotnet',
  title: '.NET',
  level: 2,
  source: 'dotnet/runtime src/libraries/System.Net.*/src/Resources/Strings.resx',
  marks: [
    'System.Net.',
    'System.IO.IOException',
    'System.Data.SqlClient',
    'Microsoft.Data.SqlClient',
    'HttpRequestException',
    'WebException',
    'SocketException (',
    '---> System.',
  ],
  phrases: [
    {
      says: 'the ssl connection could not be established',
      symptom: 'tls-failed',
      operation: 'handshake',
      wrapper: true,
    },
    {
      says: 'received an unexpected eof or 0 bytes from the transport stream',
      symptom: 'closed-in-handshake',
      operation: 'handshake',
    },
    {
      says: ['the response ended prematurely', 'Unable to read beyond the end of the stream'],
      near: /Http|System\.|ResponseEnded/,
      symptom: 'closed-mid-response',
    },
    { says: 'the server returned an invalid or unrecognized response', symptom: 'protocol-mismatch' },
    { says: 'received an invalid status line', symptom: 'protocol-mismatch' },
    {
      says: [
        'cannot determine the frame size or a corrupted frame was received',
        'the handshake failed due to an unexpected packet format',
      ],
      symptom: 'tls-on-plain-port',
      operation: 'handshake',
    },
    {
      says: [
        'the remote certificate is invalid',
        'Could not establish trust relationship for the SSL/TLS secure channel',
      ],
      symptom: 'certificate-not-trusted',
      operation: 'handshake',
    },
    { says: 'could not create ssl/tls secure channel', symptom: 'tls-no-agreement', operation: 'handshake' },
    {
      says: ['the client and server cannot communicate, because they do not possess a common algorithm'],
      symptom: 'tls-no-agreement',
      operation: 'handshake',
    },
    { says: 'a connection that was expected to be kept alive was closed by the server', symptom: 'closed-while-idle' },
    {
      says: 'the underlying connection was closed: the connection was closed unexpectedly',
      symptom: 'closed-without-response',
    },
    {
      says: [
        'the underlying connection was closed: an unexpected error occurred on a send',
        'the underlying connection was closed: an unexpected error occurred on a receive',
      ],
      symptom: 'unspecified',
      wrapper: true,
    },
    { says: 'unable to connect to the remote server', symptom: 'connect-failed', operation: 'connect', wrapper: true },
    {
      says: 'unable to read data from the transport connection',
      symptom: 'unspecified',
      operation: 'read',
      wrapper: true,
    },
    {
      says: 'unable to write data to the transport connection',
      symptom: 'unspecified',
      operation: 'write',
      wrapper: true,
    },
    { says: 'HttpClient.Timeout of', near: /canceled due to the configured/, symptom: 'timed-out' },
    { says: 'the remote name could not be resolved', symptom: 'name-unresolved', operation: 'resolve' },
    { says: 'the operation has timed out', near: /WebException|System\.|HttpWebRequest/, symptom: 'timed-out' },
    {
      says: [
        'timeout expired. the timeout period elapsed prior to obtaining a connection from the pool',
        'The timeout period elapsed prior to obtaining a connection from the pool',
      ],
      symptom: 'pool-exhausted',
    },
    {
      says: ['a network-related or instance-specific error occurred while establishing a connection to sql server'],
      symptom: 'connect-failed',
      operation: 'connect',
      wrapper: true,
    },
    {
      says: ['a transport-level error has occurred when receiving results from the server'],
      symptom: 'closed-unexpectedly',
      operation: 'read',
      wrapper: true,
    },
    {
      says: ['a transport-level error has occurred when sending the request to the server'],
      symptom: 'closed-unexpectedly',
      operation: 'write',
      wrapper: true,
    },
    { says: 'an error occurred while sending the request', symptom: 'unspecified', wrapper: true },
    { says: 'ConnectionAbortedException', exact: true, symptom: 'client-gone', near: /Kestrel|AspNetCore/ },
    { says: ['the client reset the request stream', 'The client has disconnected'], symptom: 'client-gone' },
  ],
};
