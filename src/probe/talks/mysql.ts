/** MySQL and MariaDB: the server greets first ("Protocol::HandshakeV10"), or says an error (ERR_Packet) and closes. */
import { firstLine, odd, type Talk } from './_talk.ts';

const PROTOCOL_10 = 0x0a;
const ERR_PACKET = 0xff;

export const talk: Talk = {
  id: 'mysql',
  schemes: ['mysql'],
  steps: () => [
    {
      read: (incoming) => {
        const { bytes } = incoming;
        if (bytes.length < 5) return undefined;
        const length = bytes.readUIntLE(0, 3);
        const type = bytes[4];
        const isMySql = bytes[3] === 0 && length <= 1024 && (type === PROTOCOL_10 || type === ERR_PACKET);
        if (!isMySql) return odd(incoming, 'MySQL');
        if (bytes.length < 4 + length) return undefined;
        const body = bytes.subarray(5, 4 + length);
        const used = 4 + length;
        if (type === PROTOCOL_10) {
          const version = firstLine(body.subarray(0, Math.max(0, body.indexOf(0))));
          return { kind: 'greeting', text: `version ${version}`, used };
        }
        const code = body.length < 2 ? 0 : body.readUInt16LE(0);
        // Before the handshake it has no SQL state, but some servers send one.
        const text = firstLine(body.subarray(2)).replace(/^#.{5}/, '');
        return { kind: 'error', text: `${code} ${text}`, code: String(code), used, last: true };
      },
    },
  ],
};
