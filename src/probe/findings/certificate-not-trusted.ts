/** A client that checks would refuse the server's certificate: which of its faults it is decides what to do. */
import type { CertificateFaultKind, Observation, TlsHandshake } from '../model.ts';
import type { Finding } from './_finding.ts';

export const finding: Finding = {
  id: 'certificate-not-trusted',
  weigh: (seen) => {
    const { tls, close, interrupted } = seen;
    // Where the caller wanted to go on all the same, the talk went on.
    if (tls?.done !== true || tls.trusted !== false || close !== undefined || interrupted) return [];
    const { certificate, untrusted, serverName } = tls;
    const of =
      certificate === undefined ? 'there is none' : `it is of ${certificate.subject}, by ${certificate.issuer}`;
    const advice = (untrusted?.faults ?? []).flatMap(({ kind }) => ADVICE[kind]?.(tls, seen) ?? []);
    return [
      {
        cause: 'server-certificate-rejection',
        closer: 'client application',
        how: 'fin',
        phase: 'tls',
        summary: `The server’s certificate is not trusted here: ${untrusted?.text ?? 'no reason given'}`,
        evidence: [
          { weight: 'supports', text: `${untrusted?.code}: ${of}` },
          {
            weight: 'hints',
            text: `valid from ${certificate?.validFrom.slice(0, 10)} to ${certificate?.validTo.slice(0, 10)}, asked for ${serverName ?? 'an address'}`,
          },
          ...(isOfDate(untrusted?.code)
            ? [
                {
                  weight: 'hints' as const,
                  text: 'OpenSSL gives one reason: whether the issuer is trusted it did not say',
                },
              ]
            : []),
        ],
        ...(advice.length === 0 ? {} : { advice }),
      },
    ];
  },
};

function isOfDate(code: string | undefined): boolean {
  return code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';
}

type Advise = (tls: TlsHandshake, seen: Observation) => readonly string[];

/** What to do, the most likely to help first; the rest has the words of the cause. */
const ADVICE: Readonly<Partial<Record<CertificateFaultKind, Advise>>> = {
  expired: (_, { start }) => [
    'Renew the certificate, and let the server load it: a program that was not restarted goes on with the old one',
    clock(start),
  ],
  'not-yet-valid': (_, { start }) => [clock(start), 'Give the server a certificate that is valid now'],
  'issuer-expired': (_, { start }) => [
    'Give the server the chain of today: the authority has newer intermediate certificates',
    clock(start),
  ],
  'other-names': (_, { target }) => [
    `Get a certificate that bears ${target.host}, or ask for a name that it has`,
    'Look whether the server chooses by the name that is asked for (SNI): this may be the certificate of another site, or of a default',
  ],
  'self-signed': () => ['Get a certificate of an authority, or give the client this one to trust (its CA bundle)'],
  'unknown-root': () => [
    'If the root is your own, give it to the client (its CA bundle)',
    'If nobody knows it, find out who answers: a device that inspects TLS on the way signs with a root of its own',
  ],
  'incomplete-chain': ({ certificate }) => [
    `Let the server send its chain: the certificate of ${certificate?.issuer} after its own (fullchain.pem)`,
    `If ${certificate?.issuer} is a root of your own, give it to the client (its CA bundle)`,
  ],
  'unknown-issuer': () => [
    'Let the server send its whole chain, if an intermediate certificate is missing',
    'If the issuer is your own, give its root to the client (its CA bundle)',
  ],
};

function clock(start: string): string {
  return `Look at the clock of this machine: it says ${start.slice(0, 16).replace('T', ' ')} UTC`;
}
