/**
 * The client sent PING more often than the server allows, and gRPC's servers answer that with GOAWAY, ENHANCE_YOUR_CALM and
 * the debug text too_many_pings (gRPC proposal A8).
 */
import type { Cause } from '../model/cause.ts';
import { HAS_HEADERS, PING_ASKS } from '../model/utterance.ts';
import { hints, supports } from './_evidence.ts';
import { ENHANCE_YOUR_CALM, goawayOf, goawayText, withGoaway } from './_goaway.ts';
import { MANNERS } from './_last-words.ts';

export const cause: Cause = {
  id: 'too-many-pings',
  title: 'the client sent PING more often than the server allows',
  severity: 'failure',
  refines: [...MANNERS, 'http2-goaway', 'http2-flood'],
  wouldBeProvedBy: [
    'the client’s keep-alive time (GRPC_ARG_KEEPALIVE_TIME_MS, keepalive.ClientParameters) against the server’s least (permit keepalive time)',
  ],
  advice: [
    'Let the client send PING less often than the server’s least time allows (5 minutes unless it is set), and not without calls',
    'Or lower that time at the server (KeepaliveEnforcementPolicy, permitKeepAliveTime)',
  ],
  weigh: (facts) => {
    const goaway = goawayOf(facts);
    if (goaway?.error !== ENHANCE_YOUR_CALM || goaway.by !== 'server') return undefined;
    const { clientLast } = goaway.words;
    const pinged = clientLast.kind === 'http2-frames' && (clientLast.detail & ~HAS_HEADERS) === PING_ASKS;
    if (goaway.text !== 'too_many_pings' && !pinged) return undefined;
    const weigh = goaway.text === 'too_many_pings' ? supports : hints;
    const evidence = [weigh(goaway.words, goawayText(goaway))];
    if (pinged) evidence.push(hints(goaway.words, 'the client’s last frame was a PING'));
    return withGoaway(
      facts,
      goaway,
      evidence,
      'The server ended the connection because the client sent PING too often',
    );
  },
};
