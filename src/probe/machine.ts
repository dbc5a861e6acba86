/**
 * What a probe needs of the machine it runs on, behind one interface, so that tests give it another network, another
 * platform or another clock. `thisMachine` is the real one.
 */
import { execFile } from 'node:child_process';
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { win32 } from 'node:path';
import { type Lookup, lookUpApart } from './lookup.ts';
import type { Family } from './model.ts';

/** The machine a probe runs on. */
export interface Machine {
  /** As `process.platform`. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
  /** The time of day, as RFC 3339 in UTC. */
  readonly today: () => string;
  /** Addresses of a name, as the system's resolver gives them; rejects with its error; the signal ends it. */
  readonly resolve: (name: string, family: Family, signal: AbortSignal) => Promise<Lookup>;
  /** Certificates it trusts, as PEM; absent: those of Node. */
  readonly trustedRoots?: readonly string[];
  /** A socket that is being connected. */
  readonly openSocket: (address: string, port: number) => Socket;
  /** A socket for datagrams that is not connected. */
  readonly openDatagrams: (family: Family) => DatagramSocket;
  /** What a program prints; rejects where it is not there, fails, or the signal ends it. */
  readonly run: (command: string, args: readonly string[], signal: AbortSignal) => Promise<string>;
  /** Addresses of this machine. */
  readonly ownAddresses: () => readonly string[];
}

/** This machine. */
export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  nowMs: () => performance.now(),
  today: () => new Date().toISOString(),
  resolve: lookUpApart,
  // Half-open, so that the server's FIN is seen and answered when this end has seen enough.
  openSocket: (host, port) => connect({ host, port, allowHalfOpen: true, autoSelectFamily: false }),
  openDatagrams: (family) => createSocket(family === 6 ? 'udp6' : 'udp4'),
  run: (command, args, signal) =>
    new Promise((resolve, reject) => {
      const options = { signal, encoding: 'utf8', timeout: 5000, maxBuffer: 4 << 20, windowsHide: true } as const;
      const program = programPath(command, process.platform, process.env);
      execFile(program, [...args], options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
    }),
  ownAddresses: () =>
    Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
};

/** Programs that come with Windows. */
const OF_WINDOWS: ReadonlySet<string> = new Set(['netstat', 'tasklist', 'route']);

/**
 * Where a program is. Windows looks for a bare name in the current folder first, where anybody may have put one: its own
 * programs are named with their folder.
 */
export function programPath(
  command: string,
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (platform !== 'win32' || !OF_WINDOWS.has(command)) return command;
  return win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', `${command}.exe`);
}
