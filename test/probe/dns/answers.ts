/** Answers of resolvers, as bytes. */

/** What is answered: an address of IPv4, or a code; with neither, that there is no address. */
export interface Said {
  readonly address?: string;
  readonly code?: number;
}

export const NO_SUCH_NAME = 3;
export const REFUSED = 5;
const A = 1;

/** The answer to a query: a response, recursion desired and available (RFC 1035 §4.1.1). */
export function answerTo(query: Buffer, { address, code = 0 }: Said): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const isA = question.readUInt16BE(question.length - 4) === A;
  const has = address !== undefined && isA;
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(has ? 1 : 0, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  const record = [0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...(address ?? '').split('.').map(Number)];
  return Buffer.concat([head, question, ...(has ? [Buffer.from(record)] : [])]);
}
