/**
 * What a server of Redis says of its own accord to a client that has subscribed (https://redis.io/docs/latest/develop/pubsub): an
 * array, or a push of RESP3, whose first element says so. It tells that the client waits for whatever may come.
 */
import { SUBSCRIPTION } from '../model/utterance.ts';
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

const ARRAY = 0x2a;
const PUSH = 0x3e;
/** Behind the type: how many elements there are, and the first of them. */
const WORDS = [
  '3\r\n$9\r\nsubscribe\r\n',
  '3\r\n$10\r\npsubscribe\r\n',
  '3\r\n$10\r\nssubscribe\r\n',
  '3\r\n$7\r\nmessage\r\n',
  '4\r\n$8\r\npmessage\r\n',
  '3\r\n$8\r\nsmessage\r\n',
];

export const protocol: Protocol = {
  id: 'redis-push',
  kind: 'unknown',
  firstBytes: [ARRAY, PUSH],
  matches: (view, start, end) => (WORDS.some((words) => startsWith(view, start + 1, end, words)) ? SUBSCRIPTION : -1),
};
