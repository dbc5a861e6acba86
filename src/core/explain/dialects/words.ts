/**
 * What people say instead of the message, and what dozens of programs print alike: a few words and nothing else. They stand
 * for no one system, and say less than a message does.
 */
import type { Dialect, Phrase } from './_dialect.ts';

/** The text is these words alone, with or without "error" before and an article. */
function words(symptom: string, ...says: readonly string[]): Phrase {
  const before = ['', 'the ', 'error: ', 'error - '];
  return { says: says.flatMap((text) => before.map((start) => `${start}${text}`)), symptom, whole: true };
}

export const dialect: Dialect = {
  id: 'words',
  title: 'words that many systems use',
  level: 0,
  source: 'none: many programs print such words',
  marks: [],
  phrases: [
    words(
      'reset',
      'connection reset',
      'connection has been reset',
      'connection reset by server',
      'reset by peer',
      'tcp reset',
      'tcp rst',
    ),
    words(
      'closed-unexpectedly',
      'connection closed',
      'connection closed unexpectedly',
      'connection closed by server',
      'connection closed by the server',
      'connection closed by peer',
      'connection closed by remote host',
      'connection was closed',
      'connection terminated',
      'connection aborted',
      'connection dropped',
      'connection lost',
      'lost connection',
      'server closed connection',
      'remote host closed the connection',
      'peer closed the connection',
    ),
    words('timed-out', 'connection timeout', 'connection time-out', 'request timeout', 'request timed out'),
    words('connect-timeout', 'connect timeout', 'connect timed out', 'timeout while connecting'),
    words('read-timeout', 'read timeout', 'read timed out', 'timeout while reading', 'response timeout'),
    words('closed-without-response', 'empty reply', 'empty response', 'no data received'),
    words('timed-out', 'no response', 'no response from server', 'no answer', 'server not responding'),
    words('host-unreachable', 'host unreachable', 'host is unreachable'),
    words('network-unreachable', 'network unreachable'),
    words('gateway-timeout', 'gateway timeout', 'gateway time-out', 'http 504'),
    words('gateway-bad-answer', 'bad gateway', 'http 502'),
  ],
};
