/**
 * The choice of a SOCKS proxy that the client log in with a name and a password (RFC 1928 §3), whole and alone. It says nothing of
 * an end: that of what the proxy says next depends on it.
 */
import { SOCKS_LOGIN } from '../model/utterance.ts';
import type { Protocol } from './_protocol.ts';

const VERSION_5 = 5;
const NAME_AND_PASSWORD = 2;
const LENGTH = 2;

export const protocol: Protocol = {
  id: 'socks-login',
  kind: 'unknown',
  firstBytes: [VERSION_5],
  matches: (view, start, end) => {
    const isLogin = end - start === LENGTH && view.getUint8(start + 1) === NAME_AND_PASSWORD;
    return isLogin ? SOCKS_LOGIN : -1;
  },
};
