/**
 * A proxy answered, because the server behind it did not: it refused, could not be reached, or closed before its answer.
 * 502 Bad Gateway (RFC 9110 §15.6.3), 503 of a proxy without a server, a SOCKS proxy's reply.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts, WordsFact } from '../model/fact.ts';
import { HTTP_METHODS } from '../model/utterance.ts';
import { hints, supports } from './_evidence.ts';
import { errorText, explained, lastWords, MANNERS, statedError } from './_last-words.ts';
import {
  failedOnward,
  failedOnwardEvidence,
  isTlsUnanswered,
  isWitnessed,
  logEvidence,
  logOf,
  witnessed,
} from './_witness.ts';

const SERVER_ERROR = 500;
const BAD_GATEWAY = 502;
const SERVICE_UNAVAILABLE = 503;

export const cause: Cause = {
  id: 'upstream-refusal',
  title: 'a proxy got no answer from the server behind it',
  severity: 'suspicious',
  refines: MANNERS,
  behind: ['normal-close'],
  wouldBeProvedBy: [
    'the proxy’s log (nginx “connect() failed (111: Connection refused)”, “upstream prematurely closed connection”; HAProxy SC, SH; Envoy UF, UC)',
    'a capture between the proxy and the server behind it',
  ],
  advice: [
    'Look behind the proxy: whether the server there runs, listens where the proxy expects it, and is not behind a firewall',
    'If it comes now and then, compare idle timers: the server behind must keep connections longer than the proxy does',
  ],
  weigh: (facts) => {
    const packets = byPackets(facts);
    return isWitnessed(facts) ? (byWitness(facts, packets) ?? packets) : packets;
  },
};

const byPackets: Cause['weigh'] = (facts) => {
  const stated = statedError(facts, 'upstream');
  if (stated !== undefined) {
    const { error, last } = stated;
    return explained(facts, last, [supports(last.words, errorText(error))], {
      summary: `The proxy has no connection to the server behind it: ${error.says}`,
      severity: 'failure',
    });
  }
  const last = lastWords(facts);
  if (last?.said.kind !== 'http-response') return undefined;
  const closer = `${last.by} application` as const;
  if (last.said.detail === SERVER_ERROR && isTunnelAsked(last.words)) {
    const text = 'the server said 500 to CONNECT: it is a proxy, and opened no tunnel, as where it cannot connect';
    return explained(facts, last, [supports(last.words, text)], {
      summary: 'The proxy opened no tunnel to the server that the client asked for',
      closer,
      severity: 'failure',
    });
  }
  if (last.said.detail === BAD_GATEWAY) {
    const text =
      'the server said 502 Bad Gateway: it is a proxy, and got no answer it could use from the server behind it';
    return explained(facts, last, [supports(last.words, text)], {
      summary: 'The proxy could not get an answer from the server behind it',
      closer,
    });
  }
  if (last.said.detail !== SERVICE_UNAVAILABLE) return undefined;
  if (last.said.says === 'no-upstream') {
    const text = 'the server said 503, and that it has no connection to the server behind it';
    return explained(facts, last, [supports(last.words, text)], {
      summary: 'The proxy has no connection to the server behind it',
      closer,
    });
  }
  const text = 'the server said 503 Service Unavailable, as a proxy does that has no server behind it';
  return explained(facts, last, [hints(last.words, text)], {
    summary: 'The server answered 503; if it is a proxy, it may have no server behind it',
    closer,
  });
};

/** RFC 9110 §9.3.6. */
function isTunnelAsked({ clientLast }: WordsFact): boolean {
  return clientLast.kind === 'http-request' && HTTP_METHODS[clientLast.detail] === 'CONNECT';
}

/** What it tried to open instead failed; of what shows no answer of a proxy, a log has to say so. */
function byWitness(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  const log = logOf(facts, 'upstream-refused', 'upstream-failed');
  // A device that others do not know of: that it is there is what matters.
  if (facts['other-end']?.[0]?.elsewhere === true) return undefined;
  const isNamed = log?.by === 'connection' && log.isEarlier !== true;
  // A proxy that speaks TLS with the client closes when there is nobody to pass the rest to.
  const isAbout = packets !== undefined || isNamed || isTlsUnanswered(facts);
  const onward = packets === undefined ? undefined : failedOnward(facts);
  if (!isAbout || (log === undefined && onward === undefined)) return undefined;
  return witnessed(facts, packets, {
    evidence: [failedOnwardEvidence(onward), log && logEvidence(log)],
    summary: 'The proxy could not reach the server behind it',
    severity: 'failure',
  });
}
