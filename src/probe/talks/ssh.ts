/** SSH (RFC 4253 §4.2): the server's identification; ours is sent too, so that its log does not show a stranger. */
import { odd, readLine, type Talk } from './_talk.ts';

export const talk: Talk = {
  id: 'ssh',
  schemes: ['ssh'],
  steps: () => [
    {
      asked: 'SSH-2.0-whyclosed',
      send: Buffer.from('SSH-2.0-whyclosed\r\n'),
      read: (incoming) => {
        const read = readLine(incoming);
        if (read === undefined) return incoming.bytes.length > 255 ? odd(incoming, 'SSH') : undefined;
        const { line, used } = read;
        if (line.startsWith('SSH-')) return { kind: 'greeting', text: line, used };
        const refuses = /^(?:Exceeded MaxStartups|Not allowed at this time|Protocol mismatch|Invalid SSH)/.test(line);
        return refuses ? { kind: 'error', text: line, used, last: true } : odd(incoming, 'SSH');
      },
    },
  ],
};
