/** Counts what cannot be decoded, by reason, as problems of the input: a count a reason, not a problem a packet. */

import { linkTypeTitle } from '../link/_titles.ts';
import type { Problem } from '../model/problem.ts';

interface Tally {
  count: number;
  /** frame.number of the first. */
  readonly packet: number;
}

/** A hostile capture could name a link type a packet. */
const MOST_LINK_TYPES = 64;
const ANY_OTHER = -1;

/** The tallies of one decoder. */
export class Undecodable {
  readonly #headers = new Map<string, Tally>();
  readonly #linkTypes = new Map<number, Tally>();

  /** Counts a packet whose header of this name is cut off or contradicts itself. */
  countHeader(header: string, packet: number): void {
    count(this.#headers, header, packet);
  }

  /** Counts a packet of a link type no decoder is here for. */
  countLinkType(number: number, packet: number): void {
    const isListed = this.#linkTypes.has(number) || this.#linkTypes.size < MOST_LINK_TYPES;
    count(this.#linkTypes, isListed ? number : ANY_OTHER, packet);
  }

  /** All of it; `evictedDatagrams`: how many datagrams in fragments were given up. */
  problems(evictedDatagrams: number): Problem[] {
    const problems: Problem[] = [];
    for (const [number, tally] of this.#linkTypes) {
      const message = `Cannot read packets ${describeLinkType(number)}: they are counted only`;
      problems.push({ code: 'unknown-link-type', message, ...tally });
    }
    for (const [header, tally] of this.#headers) {
      const message = `Cannot decode packets: their ${header} is cut off or contradicts itself`;
      problems.push({ code: 'undecodable-packet', message, ...tally });
    }
    if (evictedDatagrams > 0) {
      const message = 'Too many IP datagrams were in fragments at once: the oldest were given up';
      problems.push({ code: 'limit-reached', message, count: evictedDatagrams });
    }
    return problems;
  }
}

function describeLinkType(number: number): string {
  if (number === ANY_OTHER) return 'of further link types';
  const title = linkTypeTitle(number);
  return title === undefined ? `of link type ${number}` : `of link type ${number} (${title})`;
}

function count<Key>(tallies: Map<Key, Tally>, key: Key, packet: number): void {
  const tally = tallies.get(key);
  if (tally === undefined) tallies.set(key, { count: 1, packet });
  else tally.count += 1;
}
