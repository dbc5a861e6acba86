/** connection.close of AMQP 0-9-1 (§2.3.5, §1.4.2.10): type 1, channel 0, length, class 10, method 50, reply code, reply text. */
import { STATED_ERRORS } from '../model/stated-error.ts';
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';

const METHOD_FRAME = 1;
const CONNECTION_CLOSE = 0x000a_0032;
const HEADER = 7;
/** Class, method and code; the length of the text is behind them. */
const CODE_END = HEADER + 6;

/** It is said for several reasons, and with words (RabbitMQ): the first of them that the text holds counts. */
const NOT_ALLOWED = 530;
const REASONS = (
  [
    ['not found', 'the virtual host was not found'],
    ['connection limit', 'a limit on connections is reached'],
    ['refused', 'access to the virtual host refused'],
  ] as const
).map(([words, says]) => ({
  words,
  number: STATED_ERRORS.findIndex((error) => error.of === 'AMQP' && error.says === says),
}));

export const protocol: Protocol = {
  id: 'amqp-error',
  kind: 'stated-error',
  firstBytes: [METHOD_FRAME],
  matches: (view, start, end) => {
    if (end - start < CODE_END || view.getUint16(start + 1) !== 0) return -1;
    if (view.getUint32(start + HEADER) !== CONNECTION_CLOSE) return -1;
    const code = view.getUint16(start + HEADER + 4);
    const number = errorNumber('AMQP', code);
    return code === NOT_ALLOWED ? (reasonOf(view, start + CODE_END, end) ?? number) : number;
  },
};

/** The number of the reason that a reply text gives, whose length is before it. */
function reasonOf(view: DataView, start: number, end: number): number | undefined {
  if (start >= end) return undefined;
  const textEnd = Math.min(end, start + 1 + view.getUint8(start));
  return REASONS.find(({ words }) => {
    for (let at = start + 1; at < textEnd; at += 1) if (startsWith(view, at, textEnd, words)) return true;
    return false;
  })?.number;
}
