/** Looking an error up in the list of those that are known. */
import { STATED_ERRORS } from '../model/stated-error.ts';

/** By protocol and sign, the number in `STATED_ERRORS`; the first where a sign has several meanings. */
const numbers = new Map<string, number>();
for (const [number, { of, sign }] of STATED_ERRORS.entries()) {
  if (!numbers.has(`${of} ${sign}`)) numbers.set(`${of} ${sign}`, number);
}

/** The number of an error; −1 where it is none of those known. */
export function errorNumber(of: string, sign: string | number): number {
  return numbers.get(`${of} ${sign}`) ?? -1;
}

/** First words of a protocol's errors, with the number of each. */
export function errorWords(of: string): readonly (readonly [words: string, number: number])[] {
  return STATED_ERRORS.flatMap((error, number) => (error.of === of ? [[error.sign, number] as const] : []));
}
