/**
 * A reply of a SOCKS proxy that takes no way to log in, or not this login, or has no connection for the client (RFC 1928 §3 and
 * §6, RFC 1929 §2, SOCKS 4), whole and alone.
 */
import { SOCKS_LOGIN } from '../model/utterance.ts';
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';
import { codeOf } from './_utterance-code.ts';

const VERSION_5 = 5;
/** The choice of a way to log in: version and method; 255 where none will do (RFC 1928 §3). */
const SELECTION_LENGTH = 2;
const NO_METHOD = 255;
/** It had asked for one. */
const ASKS_LOGIN = codeOf('unknown', SOCKS_LOGIN);
/** The proxy's answer to a login: version 1 and a status, 0 where it is accepted (RFC 1929 §2). */
const LOGIN_VERSION = 1;
const VERSION_4_REPLY = 0;
const VERSION_4_LENGTH = 8;
/** By address type: IPv4, IPv6; with version, reply, reserved byte, type and port. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [1, 10],
  [4, 22],
]);

export const protocol: Protocol = {
  id: 'socks-error',
  kind: 'stated-error',
  firstBytes: [VERSION_4_REPLY, LOGIN_VERSION, VERSION_5],
  matches: (view, start, end, own) => {
    const length = end - start;
    if (length < SELECTION_LENGTH) return -1;
    const reply = view.getUint8(start + 1);
    if (view.getUint8(start) === LOGIN_VERSION) {
      const isRefused = own === ASKS_LOGIN && length === SELECTION_LENGTH && reply !== 0;
      return isRefused ? errorNumber('SOCKS', 'LOGIN') : -1;
    }
    if (length === SELECTION_LENGTH) {
      const isNone = view.getUint8(start) === VERSION_5 && reply === NO_METHOD;
      return isNone ? errorNumber('SOCKS', NO_METHOD) : -1;
    }
    if (length < VERSION_4_LENGTH) return -1;
    if (view.getUint8(start) === VERSION_4_REPLY) {
      // Where it refuses, no address follows: that tells it from a length and the beginning of a message.
      const isEmpty = view.getUint16(start + 2) === 0 && view.getUint32(start + 4) === 0;
      return length === VERSION_4_LENGTH && isEmpty && reply >= 91 && reply <= 93 ? errorNumber('SOCKS', reply) : -1;
    }
    if (view.getUint8(start + 2) !== 0 || LENGTHS.get(view.getUint8(start + 3)) !== length) return -1;
    return reply >= 1 && reply <= 8 ? errorNumber('SOCKS', reply) : -1;
  },
};
