/** Finds which kind of message some bytes begin. */
import type { UtteranceKind } from '../model/utterance.ts';
import type { Protocol } from './_protocol.ts';
import { codeOf, kindOf, UNKNOWN, withDetail } from './_utterance-code.ts';
import { protocols } from './index.ts';

/** What a message is if a protocol takes it: the code of its kind, to which the detail is added. */
interface Candidate extends Pick<Protocol, 'matches'> {
  readonly code: number;
}

/** Those that any byte may begin come last: most messages are told by their first byte before. */
const inOrder = [...protocols].sort((a, b) => Number(isOfAnyByte(a)) - Number(isOfAnyByte(b)));

/** By first byte, the protocols that can begin with it. */
const candidates: readonly (readonly Candidate[])[] = Array.from({ length: 256 }, (_, byte) =>
  inOrder
    .filter(({ firstBytes }) => firstBytes.includes(byte))
    .map(({ kind, matches }) => ({ code: codeOf(kind, 0), matches })),
);

const lengths: ReadonlyMap<UtteranceKind, Protocol['lengthOf']> = new Map(
  protocols.map(({ kind, lengthOf }): [UtteranceKind, Protocol['lengthOf']] => [kind, lengthOf]).reverse(),
);

/**
 * The code of the message that the bytes from `start` to before `end` begin. `own`, `other`: the codes of what this end and the
 * other said first, 0 where that was nothing.
 */
export function recognise(view: DataView, start: number, end: number, own = 0, other = 0): number {
  if (start >= end) return UNKNOWN;
  for (const { code, matches } of candidates[view.getUint8(start)] ?? []) {
    const detail = matches(view, start, end, own, other);
    if (detail >= 0) return withDetail(code, detail);
  }
  return UNKNOWN;
}

function isOfAnyByte({ firstBytes }: Protocol): boolean {
  return firstBytes.length === 256;
}

/** How many bytes the message has that these begin; `CHUNKED`, or −1 where its head does not say. */
export function lengthOfMessage(code: number, view: DataView, start: number, end: number): number {
  return lengths.get(kindOf(code))?.(view, start, end) ?? -1;
}
