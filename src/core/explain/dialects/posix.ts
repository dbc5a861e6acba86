/** The sentences that Linux, macOS and the BSDs share (strerror(3), gai_strerror(3)), and the names of errno.h and netdb.h. */
import { systemErrors } from '../system-errors.ts';
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'posix',
  title: 'Unix systems',
  level: 0,
  source: 'errno(3), strerror(3)',
  marks: [],
  phrases: [
    ...systemErrors
      .filter(({ name }) => name.startsWith('E'))
      .map(({ name }) => ({ says: name, exact: true, code: name })),
    { says: 'ENOTFOUND', exact: true, code: 'ENOTFOUND', source: 'nodejs.org/api/errors.html' },
    { says: 'connection refused', code: 'ECONNREFUSED', sentence: true },
    { says: 'connection reset by peer', code: 'ECONNRESET' },
    { says: 'broken pipe', code: 'EPIPE', sentence: true },
    { says: 'no route to host', code: 'EHOSTUNREACH' },
    { says: 'host is down', code: 'EHOSTDOWN', sentence: true },
    { says: 'network is unreachable', code: 'ENETUNREACH' },
    { says: 'network is down', code: 'ENETDOWN', sentence: true },
    { says: 'address already in use', code: 'EADDRINUSE' },
    { says: 'too many open files', code: 'EMFILE' },
    { says: 'software caused connection abort', code: 'ECONNABORTED' },
    { says: 'network dropped connection on reset', code: 'ENETRESET' },
    {
      says: 'permission denied',
      code: 'EACCES',
      sentence: true,
      near: /\b(?:connect|socket|bind\(\)|bind:|listen|HTTPS?Connection|urlopen)\b/,
    },
    { says: 'operation not permitted', code: 'EPERM', sentence: true, near: /\b(?:connect|dial tcp|urlopen)\b/ },
  ],
};
