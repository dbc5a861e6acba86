/** SMTP (RFC 5321 §4): the greeting, then EHLO, then QUIT. */
import { type Answer, type Incoming, odd, type Talk } from './_talk.ts';

export const talk: Talk = {
  id: 'smtp',
  schemes: ['smtp', 'smtps'],
  steps: () => [
    { read: (incoming) => readReply(incoming, 'greeting') },
    // An address literal needs no name of this machine (RFC 5321 §4.1.3).
    { asked: 'EHLO', send: Buffer.from('EHLO [127.0.0.1]\r\n'), read: (incoming) => readReply(incoming, 'answer') },
    { asked: 'QUIT', send: Buffer.from('QUIT\r\n'), read: (incoming) => readReply(incoming, 'answer') },
  ],
};

/** A reply of one or more lines; the last has a blank after its code (RFC 5321 §4.2.1). */
function readReply(incoming: Incoming, kind: Answer['kind']): Answer | undefined {
  const text = incoming.bytes.subarray(0, 8192).toString('latin1');
  if (text.length >= 4 && !/^\d{3}[ -]/.test(text)) return odd(incoming, 'SMTP');
  let used = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    used += line.length + 1;
    const code = /^(\d{3})(?: |\r|$)/.exec(line)?.[1];
    if (code === undefined) continue;
    const refuses = Number(code) >= 400;
    const words = text.split(/\r?\n/, 1)[0]!.slice(0, 200);
    return { kind: refuses ? 'error' : kind, text: words, code, used, last: refuses };
  }
  return text.length >= 8192 ? odd(incoming, 'SMTP') : undefined;
}
