/** What the program was doing when it failed, from the words around the error. */
import type { Operation } from '../model/explanation.ts';
import { surroundingsOf } from './find-phrases.ts';

/** System calls and functions of libraries. */
const CALLS: Readonly<Record<string, Operation>> = {
  connect: 'connect',
  connectex: 'connect',
  read: 'read',
  readv: 'read',
  recv: 'read',
  recvfrom: 'read',
  recvmsg: 'read',
  wsarecv: 'read',
  write: 'write',
  writev: 'write',
  send: 'write',
  sendto: 'write',
  sendmsg: 'write',
  wsasend: 'write',
  accept: 'accept',
  accept4: 'accept',
  listen: 'listen',
  bind: 'listen',
  getaddrinfo: 'resolve',
  ssl_connect: 'handshake',
  ssl_do_handshake: 'handshake',
  ssl_accept: 'handshake',
};

const NAMES = Object.keys(CALLS).join('|');

/** `syscall: 'read'`, as Node prints it. */
const SYSCALL_FIELD = /\bsyscall['"]?:\s{0,2}['"](\w{2,20})/;

/** The call just before the error: `read ECONNRESET`, `connect: connection refused`, `recv() failed (104: …`. */
const CALL_BEFORE = new RegExp(
  `\\b(${NAMES})(?:\\b|\\(\\d?\\))\\W{0,4}(?:failure|failed|error)?\\W{0,8}(?:\\d{1,5}\\W{0,3})?$`,
  'i',
);

/** Other words that tell, in the line of the error and then in the whole text; the first that fits counts. */
const WORDS: readonly (readonly [words: RegExp, operation: Operation])[] = [
  [/\b(?:tls|ssl) handshak|handshaking|\bin the handshake\b|secure (?:tls )?connection/i, 'handshake'],
  [
    /\b(?:dial tcp|establish a new connection|tcp connect error|failed to connect|could not connect|unable to connect|can't connect|connecting to|connect to|connect\(2\))/i,
    'connect',
  ],
  [
    /\b(?:pollConnect|Net\.connect0|waitForConnect|socketConnect|ConnectException|TCPConnectWrap|BIO_connect)\b/,
    'connect',
  ],
  [
    /\b(?:implRead|timedRead|read0|SocketInputStream|SslStream\.Read|Socket\.Receive|EndReceive|onStreamRead|while reading|readResponse)\b/,
    'read',
  ],
  [
    /\b(?:implWrite|write0|SocketOutputStream|Socket\.Send|EndSend|onWriteComplete|afterWriteDispatched|while (?:sending|writing))\b/,
    'write',
  ],
  [/\b(?:bind|listen)(?:\(\)|:| on| to)/i, 'listen'],
];

/** The operation; `undefined` where the text does not tell. `at` is where the error stands. */
export function readOperation(text: string, at: number, length: number): Operation | undefined {
  const field = SYSCALL_FIELD.exec(text)?.[1];
  if (field !== undefined && Object.hasOwn(CALLS, field)) return CALLS[field];
  const before = CALL_BEFORE.exec(text.slice(Math.max(0, at - 60), at))?.[1]?.toLowerCase();
  if (before !== undefined) return CALLS[before];
  const line = surroundingsOf(text, at, length);
  return operationIn(line) ?? operationIn(text.slice(0, 8192));
}

function operationIn(text: string): Operation | undefined {
  return WORDS.find(([words]) => words.test(text))?.[1];
}
