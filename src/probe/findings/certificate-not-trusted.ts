/** A client that checks would refuse the server's certificate. */
import type { Finding } from './_finding.ts';

export const finding: Finding = {
  id: 'certificate-not-trusted',
  weigh: ({ tls, close, interrupted }) => {
    // Where the caller wanted to go on all the same, the talk went on.
    if (tls?.done !== true || tls.trusted !== false || close !== undefined || interrupted) return [];
    const { certificate, untrusted, serverName } = tls;
    const of =
      certificate === undefined ? 'there is none' : `it is of ${certificate.subject}, by ${certificate.issuer}`;
    const names =
      untrusted?.code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `; its names: ${certificate?.names.join(', ')}` : '';
    return [
      {
        cause: 'server-certificate-rejection',
        closer: 'client application',
        how: 'fin',
        phase: 'tls',
        summary: `The server’s certificate is not trusted here: ${untrusted?.text ?? 'no reason given'}`,
        evidence: [
          { weight: 'supports', text: `${untrusted?.code}: ${of}${names}` },
          {
            weight: 'hints',
            text: `valid from ${certificate?.validFrom.slice(0, 10)} to ${certificate?.validTo.slice(0, 10)}, asked for ${serverName ?? 'an address'}`,
          },
        ],
      },
    ];
  },
};
