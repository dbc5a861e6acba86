/** What was said, in words. */
import { HTTP_METHODS, type Utterance } from '../model/utterance.ts';

/** "sent an HTTP response with status 400" and the like, as the object of a sentence. */
export function describeWords({ kind, detail }: Utterance): string {
  switch (kind) {
    case 'none':
      return 'nothing';
    case 'http-request':
      return `a plain HTTP ${HTTP_METHODS[detail] ?? ''} request`;
    case 'http-response':
      return `answered with plain HTTP (status ${detail})`;
    case 'http2-preface':
      return 'a plain HTTP/2 preface';
    case 'ssh-banner':
      return 'sent an SSH banner';
    case 'text-greeting':
      return `sent a plain-text greeting (${detail})`;
    case 'tls-handshake':
      return 'a TLS handshake';
    case 'tls-alert':
      return 'a TLS alert';
    case 'tls-data':
      return 'TLS data';
    case 'proxy-header':
      return 'a PROXY protocol header';
    case 'unknown':
      return 'something else';
  }
}
