/** AMQP 0-9-1 (§4.2.2): the protocol header, answered with Connection.Start, or with the header of another version. */
import { odd, type Talk } from './_talk.ts';

const HEADER = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);
const CONNECTION_START = 0x000a000a;

export const talk: Talk = {
  id: 'amqp',
  schemes: ['amqp', 'amqps'],
  steps: () => [
    {
      asked: 'protocol header 0-9-1',
      send: HEADER,
      read: (incoming) => {
        const { bytes } = incoming;
        if (bytes.length > 0 && bytes[0] !== 1 && bytes[0] !== 0x41) return odd(incoming, 'AMQP');
        if (bytes.length < 8) return undefined;
        if (bytes[0] === 0x41) {
          const version = [...bytes.subarray(5, 8)].join('-');
          return { kind: 'error', text: `speaks another version: ${version}`, used: 8, last: true };
        }
        const length = bytes.readUInt32BE(3);
        if (length > 60_000) return odd(incoming, 'AMQP');
        if (bytes.length < 8 + length) return undefined;
        const isStart = length >= 4 && bytes.readUInt32BE(7) === CONNECTION_START;
        return isStart ? { kind: 'greeting', text: 'Connection.Start', used: 8 + length } : odd(incoming, 'AMQP');
      },
    },
  ],
};
