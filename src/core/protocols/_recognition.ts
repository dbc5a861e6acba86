/** Finds which kind of message some bytes begin. */
import { codeOf, kindOf, UNKNOWN } from './_utterance-code.ts';
import { protocols } from './index.ts';

/** The code of the message that the bytes from `start` to before `end` begin. */
export function recognise(view: DataView, start: number, end: number): number {
  for (const protocol of protocols) {
    const detail = protocol.matches(view, start, end);
    if (detail >= 0) return codeOf(protocol.kind, detail);
  }
  return UNKNOWN;
}

/** How many bytes the message has that these begin; −1 where its head does not say. */
export function lengthOfMessage(code: number, view: DataView, start: number, end: number): number {
  const kind = kindOf(code);
  const protocol = protocols.find((one) => one.kind === kind);
  return protocol?.lengthOf?.(view, start, end) ?? -1;
}
