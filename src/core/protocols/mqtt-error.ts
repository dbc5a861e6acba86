/** A CONNACK of MQTT that refuses (3.1.1 §3.2, 5 §3.2), or a DISCONNECT that says why (5 §3.14); nothing behind it. */
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';

const CONNACK = 0x20;
const DISCONNECT = 0xe0;
/** Reason codes from here on are failures. */
const FAILURE = 128;
/** Remaining lengths up to here take one byte. */
const LENGTH_MAX = 127;

export const protocol: Protocol = {
  id: 'mqtt-error',
  kind: 'stated-error',
  firstBytes: [CONNACK, DISCONNECT],
  matches: (view, start, end) => {
    if (end - start < 3) return -1;
    const length = view.getUint8(start + 1);
    if (length > LENGTH_MAX || length !== end - start - 2) return -1;
    if (view.getUint8(start) === DISCONNECT) {
      const reason = view.getUint8(start + 2);
      return reason >= FAILURE ? errorNumber('MQTT', reason) : -1;
    }
    // A refusal has no session (§3.2.2.2), and version 3.1.1 nothing behind its code.
    if (length < 2 || view.getUint8(start + 2) !== 0) return -1;
    const code = view.getUint8(start + 3);
    return code >= FAILURE || length === 2 ? errorNumber('MQTT', code) : -1;
  },
};
