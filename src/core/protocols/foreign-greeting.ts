/**
 * The first words of servers that speak neither HTTP nor TLS nor in lines: the initial handshake packet of MySQL and MariaDB
 * (https://mariadb.com/kb/en/connection/#initial-handshake-packet), which comes unasked, and the header of AMQP, with which a
 * server answers what is none of its own (AMQP 0-9-1 §4.2.2). They tell a client that came to the wrong port.
 */
import { AMQP_HEADER, MYSQL_GREETING } from '../model/utterance.ts';
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

const HEADER = 4;
const VERSION_10 = 10;
/** Version text, thread id 4, scramble 8, filler, capabilities 2. */
const SHORTEST = 18;
const LONGEST = 0xff;
const AMQP_LENGTH = 8;
const A = 0x41;

export const protocol: Protocol = {
  id: 'foreign-greeting',
  kind: 'unknown',
  // The length of such a packet is less than 256 bytes.
  firstBytes: Array.from({ length: 256 }, (_, byte) => byte),
  matches: (view, start, end, own) => {
    // Only what an end says first is a greeting.
    if (own !== 0) return -1;
    const length = end - start;
    if (view.getUint8(start) === A && length === AMQP_LENGTH && startsWith(view, start, end, 'AMQP\0'))
      return AMQP_HEADER;
    return length >= HEADER + SHORTEST && length <= HEADER + LONGEST && isMysql(view, start, end) ? MYSQL_GREETING : -1;
  },
};

/** Length of the packet, which is all there is; sequence number 0, version 10, a version in digits. */
function isMysql(view: DataView, start: number, end: number): boolean {
  if (
    view.getUint8(start) !== end - start - HEADER ||
    view.getUint16(start + 1) !== 0 ||
    view.getUint8(start + 3) !== 0
  )
    return false;
  const digit = view.getUint8(start + HEADER + 1) - 0x30;
  return view.getUint8(start + HEADER) === VERSION_10 && digit >= 0 && digit <= 9;
}
