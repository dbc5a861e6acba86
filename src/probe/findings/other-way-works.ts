/** The port speaks TLS where plain text was spoken, or the reverse. */
import type { Observation } from '../model.ts';
import { isNotTls } from '../tls.ts';
import type { Finding } from './_finding.ts';

export const finding: Finding = {
  id: 'other-way-works',
  weigh: (seen) => {
    const { otherWay, tls } = seen;
    const how = howOf(seen);
    if (otherWay?.outcome === 'understood') {
      const wasTls = otherWay.spoke === 'plain';
      const first = wasTls ? `TLS failed: ${tls?.error?.message}` : 'plain text was not answered in kind';
      return [
        {
          cause: wasTls ? 'tls-on-plain-port' : 'plain-on-tls-port',
          closer: 'server application',
          how,
          phase: wasTls ? 'tls' : 'request',
          summary: wasTls
            ? 'TLS was spoken to a port that does not speak it: without TLS the server answers'
            : 'Plain text was spoken to a TLS port: with TLS the server answers',
          evidence: [
            { weight: 'supports', text: first },
            { weight: 'supports', text: `tried again ${otherWay.text}` },
          ],
        },
      ];
    }
    if (tls?.error === undefined || !isNotTls(tls.error)) return [];
    return [
      {
        cause: 'tls-on-plain-port',
        closer: 'server application',
        how,
        phase: 'tls',
        summary: 'The server answered the TLS handshake with something that is no TLS',
        evidence: [{ weight: 'supports', text: `what came is no TLS: ${tls.error.message}` }],
      },
    ];
  },
};

function howOf({ close }: Observation): 'fin' | 'reset' {
  return close?.how === 'reset' ? 'reset' : 'fin';
}
