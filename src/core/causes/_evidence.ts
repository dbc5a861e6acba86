/** Words that all causes share: evidence by weight, durations for people, and the facts most of them start from. */
import type { Evidence, Weight } from '../model/diagnosis.ts';
import type { Fact, Facts, FinFact, ResetFact } from '../model/fact.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { perFacts } from './_per-facts.ts';

/** From this much silence on a connection counts as idle: longer than any round trip, shorter than any idle timer. */
export const IDLE_MIN: TimeNs = 500 * MILLISECOND;

/** A sender with more to say does not pause longer than this. */
export const MID_RESPONSE_MAX: TimeNs = 300 * MILLISECOND;

/** An answer that takes longer than this was waited for, not on its way. */
export const PROMPT_MAX: TimeNs = 1 * SECOND;

function weigh(weight: Weight, fact: Fact, text: string): Evidence {
  return { weight, text, packets: fact.packets, source: 'capture' };
}

/** Only this cause produces the fact. */
export function proves(fact: Fact, text: string): Evidence {
  return weigh('proves', fact, text);
}

/** Expected under this cause and rare under others. */
export function supports(fact: Fact, text: string): Evidence {
  return weigh('supports', fact, text);
}

/** Fits this cause, and others. */
export function hints(fact: Fact, text: string): Evidence {
  return weigh('hints', fact, text);
}

/** Not expected under this cause. */
export function speaksAgainst(fact: Fact, text: string): Evidence {
  return weigh('speaks-against', fact, text);
}

/** Cannot be under this cause. */
export function excludes(fact: Fact, text: string): Evidence {
  return weigh('excludes', fact, text);
}

/** The reset that closed the connection, where one did. */
export const closingReset: (facts: Facts) => ResetFact | undefined = perFacts((facts) =>
  facts.reset?.find((reset) => reset.closes),
);

/** The FIN that closed the connection, where one did. */
export const closingFin: (facts: Facts) => FinFact | undefined = perFacts((facts) =>
  facts.fin?.find((fin) => fin.closes),
);

/** Whether the capture holds no bare acknowledgements, and so no keep-alives, challenges and closed windows either. */
export function lacksAcks(facts: Facts): boolean {
  return facts.quality?.[0]?.withoutAcks === true;
}

/** Whether an end said something that the capture lacks, as sequence numbers tell: then silence shows nothing. */
export function lacksWords(facts: Facts): boolean {
  const quality = facts.quality?.[0];
  return quality !== undefined && (quality.unheardBytes > 0 || quality.missedBytes > 0);
}

/** Against a cause that names who closed: both did at the same time, and neither had heard of it. */
export function simultaneousEvidence(facts: Facts): Evidence[] {
  const within = Math.max(MILLISECOND, 2 * (roundTripNs(facts) ?? 0));
  const other = facts.fin?.find(({ closes, unawareNs }) => !closes && unawareNs !== undefined && unawareNs <= within);
  if (other === undefined) return [];
  const text = `the ${other.from} closed at the same time, without having heard of it: either may have been first`;
  return [speaksAgainst(other, text)];
}

/** The round trip between the ends, as the handshake shows it. */
export function roundTripNs(facts: Facts): TimeNs | undefined {
  const handshake = facts.handshake?.[0];
  if (handshake?.serverRttNs === undefined || handshake.clientRttNs === undefined) return undefined;
  return handshake.serverRttNs + handshake.clientRttNs;
}

/** A duration as people write it: 350 µs, 12 ms, 5.02 s, 4 min 10 s, 2 h 0 min. */
export function duration(ns: TimeNs): string {
  if (ns < MILLISECOND) return `${Math.max(0, Math.round(ns / 1e3))} µs`;
  if (ns < SECOND) return `${Number((ns / MILLISECOND).toPrecision(3))} ms`;
  if (ns < 120 * SECOND) return `${Number((ns / SECOND).toFixed(ns < 10 * SECOND ? 2 : 1))} s`;
  const seconds = Math.round(ns / SECOND);
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}

/** A count with its noun: 1 byte, 3 bytes. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
