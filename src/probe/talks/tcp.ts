/** No protocol: text to send where there is some, else only whether the server speaks first. */
import { type Answer, firstLine, type Incoming, type Talk } from './_talk.ts';

export const talk: Talk = {
  id: 'tcp',
  schemes: ['tcp', 'tls'],
  steps: (_, { send }) => [
    {
      ...(send === undefined ? {} : { asked: `the ${send.length} bytes of --send`, send }),
      read: readAnything,
      mayBeSilent: send === undefined,
    },
  ],
};

function readAnything({ bytes }: Incoming): Answer | undefined {
  if (bytes.length === 0) return undefined;
  return { kind: 'answer', text: firstLine(bytes), used: bytes.length };
}
