/** What tests of the probe share: how it is set, and what it came to in few words. */
import type { Socket } from 'node:net';
import { thisMachine } from '../../src/probe/machine.ts';
import type { ProbeResult } from '../../src/probe/model.ts';
import type { ProbeOptions } from '../../src/probe/probe.ts';

/** Short times, and an environment without proxies. */
export const QUICK: ProbeOptions = { timeoutSeconds: 2, waitSeconds: 0.3, machine: { ...thisMachine, env: {} } };

/** What a probe came to, in few words. */
export function brief({ severity, verdict, ending }: ProbeResult): string {
  const { cause, confidence, closer } = verdict;
  return `${severity}: ${cause}, ${confidence}, ${closer}, ${ending?.how ?? 'nothing tried'}`;
}

/** Does something when the client has said something. */
export function onFirstData(socket: Socket, then: () => void): Socket {
  return socket.once('data', then);
}

/** An answer of a web server. */
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
