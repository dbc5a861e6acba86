/** Redis (RESP): PING, which needs no login to be answered, with an error where one is needed. */
import { odd, readLine, type Talk } from './_talk.ts';

export const talk: Talk = {
  id: 'redis',
  schemes: ['redis', 'rediss'],
  steps: () => [
    {
      asked: 'PING',
      send: Buffer.from('PING\r\n'),
      read: (incoming) => {
        const first = incoming.bytes[0];
        if (first !== undefined && first !== 0x2b && first !== 0x2d) return odd(incoming, 'Redis');
        const read = readLine(incoming);
        if (read === undefined) return undefined;
        const { line, used } = read;
        // Redis closes behind these (src/networking.c); an error of another kind is an answer like any other.
        const refuses = /^-(?:DENIED|ERR max number of clients|ERR Protocol error)/.test(line);
        const code = /^-(\w+)/.exec(line)?.[1];
        return { kind: refuses ? 'error' : 'answer', text: line, used, ...(code === undefined ? {} : { code }) };
      },
    },
  ],
};
