/** Finds which kind of message some bytes begin. */
import type { Protocol } from './_protocol.ts';
import { codeOf, kindOf, UNKNOWN } from './_utterance-code.ts';
import { protocols } from './index.ts';

/** By first byte, the protocols that can begin with it. */
const candidates: readonly (readonly Protocol[])[] = Array.from({ length: 256 }, (_, byte) =>
  protocols.filter(({ firstBytes }) => firstBytes.includes(byte)),
);

/** The code of the message that the bytes from `start` to before `end` begin. */
export function recognise(view: DataView, start: number, end: number): number {
  if (start >= end) return UNKNOWN;
  for (const protocol of candidates[view.getUint8(start)] ?? []) {
    const detail = protocol.matches(view, start, end);
    if (detail >= 0) return codeOf(protocol.kind, detail);
  }
  return UNKNOWN;
}

/** How many bytes the message has that these begin; `CHUNKED`, or −1 where its head does not say. */
export function lengthOfMessage(code: number, view: DataView, start: number, end: number): number {
  const kind = kindOf(code);
  const protocol = protocols.find((one) => one.kind === kind);
  return protocol?.lengthOf?.(view, start, end) ?? -1;
}
