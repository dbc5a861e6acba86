/**
 * An ERR packet of MySQL or MariaDB (https://mariadb.com/kb/en/err_packet/): length of three bytes, sequence number, 0xff,
 * error number. Only numbers that end a connection are taken for one, and only where the packet is all there is.
 */
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';

const HEADER = 4;
const ERR = 0xff;
/** 0xff, the number, a byte of text at least. */
const SHORTEST = 4;
const LONGEST = 512;

export const protocol: Protocol = {
  id: 'mysql-error',
  kind: 'stated-error',
  firstBytes: Array.from({ length: 256 }, (_, byte) => byte),
  matches: (view, start, end) => {
    const length = end - start - HEADER;
    if (length < SHORTEST || length > LONGEST || view.getUint8(start + HEADER) !== ERR) return -1;
    if ((view.getUint16(start, true) | (view.getUint8(start + 2) << 16)) !== length) return -1;
    return errorNumber('MySQL', view.getUint16(start + HEADER + 1, true));
  },
};
