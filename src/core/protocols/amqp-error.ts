/** connection.close of AMQP 0-9-1 (§2.3.5, §1.4.2.10): type 1, channel 0, length, class 10, method 50, reply code. */
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';

const METHOD_FRAME = 1;
const CONNECTION_CLOSE = 0x000a_0032;
const HEADER = 7;

export const protocol: Protocol = {
  id: 'amqp-error',
  kind: 'stated-error',
  firstBytes: [METHOD_FRAME],
  matches: (view, start, end) => {
    if (end - start < HEADER + 6 || view.getUint16(start + 1) !== 0) return -1;
    if (view.getUint32(start + HEADER) !== CONNECTION_CLOSE) return -1;
    return errorNumber('AMQP', view.getUint16(start + HEADER + 4));
  },
};
