/** The server refused the handshake with an alert. */
import type { Finding } from './_finding.ts';

/** Causes that an alert speaks for, by its number (RFC 8446 §6.2). */
const CAUSES: Readonly<Record<number, string>> = {
  42: 'client-certificate-rejection',
  43: 'client-certificate-rejection',
  48: 'client-certificate-rejection',
  70: 'tls-version-mismatch',
  71: 'tls-cipher-mismatch',
  112: 'unrecognized-server-name',
  116: 'client-certificate-rejection',
  120: 'alpn-mismatch',
};

export const finding: Finding = {
  id: 'tls-refused',
  weigh: ({ tls }) => {
    const alert = tls?.alert;
    if (alert?.from !== 'server') return [];
    return [
      {
        cause: CAUSES[alert.code] ?? 'fatal-tls-alert',
        closer: 'server application',
        how: 'fin',
        phase: 'tls',
        summary: `The server refused the TLS session: ${alert.name}`,
        evidence: [{ weight: 'supports', text: `the server sent alert ${alert.name} (${alert.code})` }],
      },
    ];
  },
};
