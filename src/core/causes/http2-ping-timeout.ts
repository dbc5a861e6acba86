/** One end asked with PING whether the other is there (RFC 9113 §6.7), waited for the answer in vain, and closed. */
import type { Cause } from '../model/cause.ts';
import type { Utterance } from '../model/utterance.ts';
import { GIVES_UP, GOAWAY, HAS_HEADERS, PING_ASKS } from '../model/utterance.ts';
import { closingFin, closingReset, duration, PROMPT_MAX, supports } from './_evidence.ts';
import { MANNERS } from './_last-words.ts';
import { closerBy, senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'http2-ping-timeout',
  title: 'a PING of HTTP/2 got no answer',
  severity: 'failure',
  refines: [...MANNERS, 'client-timeout'],
  wouldBeProvedBy: [
    'the log of the end that closed (gRPC “keepalive ping failed to receive ACK within timeout”, Envoy http2_ping_timeout)',
    'a capture at the other end: whether the PING arrived, and whether its answer left',
  ],
  advice: [
    'Find out why the other end did not answer: a program that hangs, a device that lost the connection',
    'If it only was busy, allow more time (keepalive timeout)',
  ],
  weigh: (facts) => {
    const words = facts.words?.[0];
    const turn = facts.turn?.[0];
    const close = closingReset(facts) ?? closingFin(facts);
    if (words === undefined || turn === undefined || close === undefined) return undefined;
    const said = turn.by === 'client' ? words.clientLast : words.serverLast;
    if (close.from !== turn.by) return undefined;
    const waited = isPing(said) && turn.quietNs >= PROMPT_MAX ? duration(turn.quietNs) : undefined;
    if (waited === undefined && !isGivenUp(said)) return undefined;
    const [packet] = close.packets;
    const text =
      waited === undefined
        ? `the ${turn.by} sent PING, got no answer to it, ${(said.detail & GOAWAY) === 0 ? 'cancelled its requests' : 'said GOAWAY'} and closed`
        : `the ${turn.by} sent PING and closed ${waited} later, without an answer to it`;
    return {
      evidence: [supports(words, text), ...senderEvidence(facts, close.from, packet)],
      closer: closerBy(facts, close.from, packet),
      summary: `The ${turn.by} asked whether the other end is there, heard nothing${waited === undefined ? '' : ` for ${waited}`}, and closed`,
    };
  },
};

function isPing({ kind, detail }: Utterance): boolean {
  return kind === 'http2-frames' && (detail & ~HAS_HEADERS) === PING_ASKS;
}

/** It took its leave, or cancelled what it had asked for, after it had asked in vain; gRPC’s clients do either before they close. */
function isGivenUp({ kind, detail }: Utterance): boolean {
  if (kind !== 'http2-frames') return false;
  return (detail & GOAWAY) === 0 ? (detail & GIVES_UP) !== 0 : (detail & PING_ASKS) !== 0;
}
