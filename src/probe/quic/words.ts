/** How the line of QUIC is worded. */

import { formatHostPort } from '../../core/model/endpoint.ts';
import { formatSeconds, type Wording } from '../words.ts';
import type { QuicTrial } from './trial.ts';

/** What silence, or a refusal, means for programs. */
const FALL_BACK = 'programs that try HTTP/3 wait, and take TCP then';

/** What came of asking. */
export function describeQuic({ address, port, outcome, versions, error, seconds, offered }: QuicTrial): Wording {
  const place = `UDP ${formatHostPort(address, port)}`;
  const code = error === undefined ? '' : ` (${error.code})`;
  const bad = offered ? 'failed' : 'note';
  const promised = offered ? ', though the web server offers HTTP/3 there (Alt-Svc)' : '';
  switch (outcome) {
    case 'answers':
      return {
        status: 'ok',
        text: `${place} answers QUIC${versions.length === 0 ? '' : `, versions ${versions.join(', ')}`}`,
      };
    case 'refused':
      return {
        status: bad,
        text: `${place} refuses${code}${promised}: nothing takes UDP there, or a firewall says no; programs take TCP at once`,
      };
    case 'unreachable':
      return {
        status: bad,
        text: `${place} cannot be reached${code}${promised}: a router, a firewall or this machine says no`,
      };
    case 'silent':
      return {
        status: bad,
        text: offered
          ? `${place}: no answer to QUIC within ${formatSeconds(seconds)}${promised}: UDP is dropped on the way, or the offer is wrong; ${FALL_BACK}`
          : `${place}: no answer to QUIC within ${formatSeconds(seconds)}: the server has no HTTP/3, or UDP is dropped on the way, which cannot be told apart from here; ${FALL_BACK}`,
      };
    case 'odd':
      return { status: bad, text: `${place}: what came is no answer of QUIC to this${promised}` };
    case 'aborted':
      return { status: 'skipped', text: `${place}: interrupted` };
    case 'failed':
      return { status: 'note', text: `${place} could not be tried${code}` };
  }
}
