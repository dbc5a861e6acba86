/**
 * A device on the path reads the name in the ClientHello and breaks the connection off: with forged resets (Clayton et al.,
 * PET 2006; Bock et al., FOCI 2020), or by letting nothing through any more. What was read shows only from when it happens,
 * so that one connection never proves it; several do.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact, TlsFact } from '../model/fact.ts';
import { closingFin, closingReset, count, duration, hints, PROMPT_MAX, proves, supports } from './_evidence.ts';
import { forgedEvidence } from './_forged.ts';
import { isGenuine } from './_other-end.ts';
import { lasted } from './_stall.ts';

/** A ClientHello of one segment that any path lets through (RFC 8200 §5: 1280 bytes, less 80 of headers). */
const FITS_ANY_PATH = 1200;

/** Ways to part the connections, of which chance would have to hit the one that goes with the names: 5 and 5 have 252, 4 and 6 210. */
const PARTINGS_MIN = 200;
/** How often connections with other names must have come between: what holds for a while begins and ends once. */
const TURNS_MIN = 3;

export const cause: Cause = {
  id: 'server-name-blocking',
  title: 'a device on the path blocked the connection by the name in the ClientHello',
  severity: 'failure',
  refines: ['injected-reset', 'inline-firewall-reset'],
  wouldBeProvedBy: [
    'the same connection with another name: openssl s_client -connect HOST:PORT -servername example.com goes through',
    'a capture at the other end at the same time: a reset that arrives here and was never sent there was born between',
  ],
  advice: [
    'Ask the network’s owner for a filtering or policy device on the path, and whether the name is on its list',
    'Try the same name over another network',
  ],
  weigh: (facts) => {
    const tls = facts.tls?.[0];
    if (tls?.serverName !== true || (tls.stage !== 'client-hello' && tls.stage !== 'server-hello')) return undefined;
    const reset = closingReset(facts);
    if (reset !== undefined) return uponReset(facts, tls, reset);
    return closingFin(facts) === undefined ? uponSilence(facts, tls) : undefined;
  },
};

/** A reset that came upon the ClientHello, and that somebody forged. */
function uponReset(facts: Facts, tls: TlsFact, reset: ResetFact): Assessment | undefined {
  const turn = facts.turn?.[0];
  if (turn === undefined || turn.quietNs >= PROMPT_MAX || isGenuine(facts, reset.from)) return undefined;
  // The server’s answer to it may have been on its way to a client that a device had reset.
  if (turn.by === 'server' && reset.from === 'server') return undefined;
  const forged = forgedEvidence(facts, reset);
  const found = forged.map(withoutProof);
  const named = nameReset(facts, forged) ?? nameAlone(facts, found.length > 0 ? supports : hints);
  if (found.length + named.length === 0) return undefined;
  const text = `it came ${duration(turn.ageNs)} after the ClientHello, which names the server`;
  return {
    evidence: [...named, ...found, hints(tls, text)],
    closer: 'middlebox',
    summary: `A device on the path sent a reset in the ${reset.from}’s name as soon as the client had named the server`,
  };
}

/**
 * With this name all are reset, with others none. It is proved that a device decides by the name where a device made this reset
 * and chance would part the connections so too seldom; what holds for a while alone does not come and go with the name.
 */
function nameReset(facts: Facts, forged: readonly Evidence[]): readonly Evidence[] | undefined {
  const fact = facts.surroundings?.[0];
  if (fact?.nameReset === undefined) return undefined;
  const { names, resets, others, otherNames, turnsTaken } = fact.nameReset;
  const isNoChance = partings(resets, others) >= PARTINGS_MIN && turnsTaken >= TURNS_MIN;
  const isProven = isNoChance && forged.some(({ weight }) => weight === 'proves');
  const whose = names === 1 ? 'this name' : `${names} names of this domain`;
  const theirs = otherNames === 1 ? 'another name' : `${otherNames} other names`;
  const text =
    `${resets} of ${resets} connections of this client to this service with ${whose} were reset upon the ClientHello, ` +
    `${others} of ${others} with ${theirs} and otherwise the same ClientHello were not; ` +
    `these came between those ${turnsTaken === 1 ? 'once' : `${turnsTaken} times`}`;
  return [(isProven ? proves : forged.length > 0 ? supports : hints)(fact, text)];
}

/** In how many ways so many connections part into two kinds: all but one of them would not go with the names. */
function partings(ones: number, others: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(ones, others); i += 1) ways = (ways * (ones + others + 1 - i)) / i;
  return ways;
}

/** It is the name that decides: the same client called the same host by others. A server may look at it, too. */
function nameAlone(facts: Facts, weigh: typeof supports): readonly Evidence[] {
  const fact = facts.surroundings?.[0];
  if (fact?.nameAlone === undefined) return [];
  const { attempts, otherNames } = fact.nameAlone;
  const others = otherNames === 1 ? 'another name was' : `${otherNames} other names were`;
  return [
    weigh(
      fact,
      `none of ${count(attempts, 'connection')} with this name was answered, while ${others} by the same host`,
    ),
  ];
}

/** That the reset was forged may be certain; that the name was the reason is not. */
function withoutProof(evidence: Evidence): Evidence {
  return evidence.weight === 'proves' ? { ...evidence, weight: 'supports' } : evidence;
}

/** The handshake of TCP went through, and from the ClientHello on nothing did. */
function uponSilence(facts: Facts, tls: TlsFact): Assessment | undefined {
  const stall = facts.stall?.find(({ side }) => side === 'client');
  if (stall === undefined || tls.stage !== 'client-hello' || stall.acknowledgedBytes > 0) return undefined;
  if (facts.handshake?.[0]?.stage !== 'complete' || stall.payloadLength > FITS_ANY_PATH) return undefined;
  // Whether the server answered does not show where what comes from it was not captured.
  if (facts.quality?.[0]?.oneWay !== undefined) return undefined;
  const text = `the client repeated its ClientHello for ${lasted(stall, stall.spanNs)} in vain, although the connection had been accepted`;
  return {
    evidence: [hints(stall, text), ...nameAlone(facts, supports), hints(tls, 'the ClientHello names the server')],
    closer: 'middlebox',
    summary: 'A device on the path may have let nothing through any more once the client had named the server',
  };
}
