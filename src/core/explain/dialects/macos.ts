/** Sentences that only macOS and the BSDs have. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'macos',
  title: 'macOS',
  level: 0,
  source: 'FreeBSD lib/libc/gen/errlst.c, as in macOS',
  marks: ['kCFErrorDomainCFNetwork'],
  phrases: [
    { says: 'operation timed out', code: 'ETIMEDOUT', sentence: true, notNear: /\bcurl\b|\d milliseconds/i },
    { says: "can't assign requested address", code: 'EADDRNOTAVAIL' },
    { says: 'socket is not connected', code: 'ENOTCONN' },
    { says: "can't send after socket shutdown", code: 'ESHUTDOWN' },
    { says: 'nodename nor servname provided, or not known', code: 'EAI_NONAME', operation: 'resolve' },
  ],
};
