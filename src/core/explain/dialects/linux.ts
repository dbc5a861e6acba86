/** Sentences that only Linux has: the kernel's errors as glibc and musl spell them, and glibc's of the resolver. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'linux',
  title: 'Linux',
  level: 0,
  source: 'glibc sysdeps/gnu/errlist.h, sysdeps/posix/gai_strerror-strs.h',
  marks: [],
  phrases: [
    { says: 'connection timed out', code: 'ETIMEDOUT', sentence: true },
    { says: 'cannot assign requested address', code: 'EADDRNOTAVAIL' },
    { says: 'transport endpoint is not connected', code: 'ENOTCONN' },
    { says: 'cannot send after transport endpoint shutdown', code: 'ESHUTDOWN' },
    { says: 'name or service not known', code: 'EAI_NONAME', operation: 'resolve' },
    { says: 'temporary failure in name resolution', code: 'EAI_AGAIN', operation: 'resolve' },
    { says: 'no address associated with hostname', code: 'EAI_NODATA', operation: 'resolve' },
    { says: 'non-recoverable failure in name resolution', code: 'EAI_FAIL', operation: 'resolve' },
    {
      says: 'name does not resolve',
      code: 'EAI_NONAME',
      operation: 'resolve',
      source: 'musl src/network/gai_strerror.c',
    },
    {
      says: 'nf_conntrack: table full, dropping packet',
      symptom: 'connection-table-full',
      source: 'Linux net/netfilter/nf_conntrack_core.c',
    },
    {
      says: 'possible syn flooding on port',
      symptom: 'listen-queue-full',
      source: 'Linux net/ipv4/tcp_input.c',
    },
  ],
};
