/** MQTT 3.1.1 (§3.1, §3.2): CONNECT without a user, with a clean session, answered with CONNACK. */
import { odd, type Talk } from './_talk.ts';

const CONNECT = Buffer.from([0x10, 21, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0, 9, ...Buffer.from('whyclosed')]);

/** Return codes of CONNACK (§3.2.2.3). */
const RETURN_CODES = [
  'accepted',
  'unacceptable protocol version',
  'client identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorised',
];

export const talk: Talk = {
  id: 'mqtt',
  schemes: ['mqtt', 'mqtts'],
  steps: () => [
    {
      asked: 'CONNECT',
      send: CONNECT,
      read: (incoming) => {
        const { bytes } = incoming;
        if (bytes.length > 0 && bytes[0] !== 0x20) return odd(incoming, 'MQTT');
        if (bytes.length < 4) return undefined;
        const code = bytes[3]!;
        const text = `CONNACK: ${RETURN_CODES[code] ?? `code ${code}`}`;
        // 4 and 5: it takes connections, only not without a user.
        const refuses = code !== 0 && code !== 4 && code !== 5;
        return { kind: refuses ? 'error' : 'answer', text, code: String(code), used: 4 };
      },
    },
  ],
};
