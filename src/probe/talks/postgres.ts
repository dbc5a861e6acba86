/**
 * PostgreSQL ("Frontend/Backend Protocol", Message Formats): SSLRequest, TLS where the server takes it, then a startup as
 * a user that servers do not have, answered with a request for authentication or with the server's error.
 */
import { type Answer, firstLine, type Incoming, odd, type Talk } from './_talk.ts';

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const PROTOCOL_3_0 = 196608;

export const talk: Talk = {
  id: 'postgres',
  schemes: ['postgres'],
  // libpq: sslmode=prefer is the default, and it checks nothing.
  trustsAnybody: true,
  steps: () => [
    { asked: 'SSLRequest', send: SSL_REQUEST, read: readSslAnswer },
    { asked: 'StartupMessage', send: startup('whyclosed'), read: readStartupAnswer },
  ],
};

function startup(user: string): Buffer {
  const body = Buffer.from(`user\0${user}\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.writeUInt32BE(PROTOCOL_3_0, 4);
  return Buffer.concat([head, body]);
}

function readSslAnswer(incoming: Incoming): Answer | undefined {
  const [first] = incoming.bytes;
  if (first === undefined) return undefined;
  if (first === 0x53) return { kind: 'answer', text: 'takes TLS', code: 'S', used: 1, startTls: true };
  if (first === 0x4e) return { kind: 'answer', text: 'does not take TLS', code: 'N', used: 1 };
  return first === 0x45 ? readMessage(incoming) : odd(incoming, 'PostgreSQL');
}

function readStartupAnswer(incoming: Incoming): Answer | undefined {
  const [first] = incoming.bytes;
  if (first === undefined) return undefined;
  return first === 0x45 || first === 0x52 ? readMessage(incoming) : odd(incoming, 'PostgreSQL');
}

/** 'R': authentication asked for. 'E': an error, with fields that each start with a letter. */
function readMessage(incoming: Incoming): Answer | undefined {
  const { bytes } = incoming;
  if (bytes.length < 5) return undefined;
  const length = bytes.readUInt32BE(1);
  if (length < 4 || length > 30_000) return odd(incoming, 'PostgreSQL');
  if (bytes.length < 1 + length) return undefined;
  const used = 1 + length;
  if (bytes[0] === 0x52) {
    // AuthenticationOk: what follows is most likely that there is no such user.
    const isOpen = length >= 8 && bytes.readUInt32BE(5) === 0;
    return {
      kind: 'answer',
      text: isOpen ? 'asks for no authentication' : 'asks for authentication',
      used,
      last: true,
    };
  }
  const fields = bytes.subarray(5, used).toString('utf8').split('\0');
  const field = (letter: string): string => fields.find((text) => text.startsWith(letter))?.slice(1) ?? '';
  const code = field('C');
  const text = firstLine(Buffer.from(`${field('S')} ${code}: ${field('M')}`));
  // 28000, 28P01, 3D000: it takes connections, only not of this made-up user.
  const refuses = !/^(?:28|3D)/.test(code);
  return { kind: refuses ? 'error' : 'answer', text, code, used, last: true };
}
