/**
 * The errors of connections that operating systems give to programs: their names, their numbers on Linux
 * (include/uapi/asm-generic/errno.h), macOS (bsd/sys/errno.h) and Windows
 * (learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2), and what each means by what was being done.
 */
import type { Operation } from '../model/explanation.ts';

/** Operating systems that number their errors each in its own way. */
export type Platform = 'linux' | 'macos' | 'windows';

/** An error of the operating system. */
export interface SystemError {
  /** As errno.h calls it; Windows puts WSA before it. */
  readonly name: string;
  readonly linux?: number;
  readonly macos?: number;
  readonly windows?: number;
  /** Id of the symptom; absent where it is one of a connection for some operations only. */
  readonly symptom?: string;
  /** Ids of the symptoms where it depends on what was being done. */
  readonly during?: Readonly<Partial<Record<Operation, string>>>;
  /** Id of the symptom on Windows, where it is said of more there. */
  readonly onWindows?: string;
  /** The only thing it can be said of, where it is one thing. */
  readonly operation?: Operation;
}

/** Every error that tells of a connection. */
export const systemErrors: readonly SystemError[] = [
  { name: 'ECONNREFUSED', linux: 111, macos: 61, windows: 10061, symptom: 'refused', operation: 'connect' },
  {
    name: 'ECONNRESET',
    linux: 104,
    macos: 54,
    windows: 10054,
    symptom: 'reset',
    during: { handshake: 'closed-in-handshake' },
  },
  { name: 'EPIPE', linux: 32, macos: 32, symptom: 'broken-pipe', operation: 'write' },
  {
    name: 'ETIMEDOUT',
    linux: 110,
    macos: 60,
    windows: 10060,
    symptom: 'timed-out',
    during: {
      connect: 'connect-timeout',
      handshake: 'handshake-timeout',
      read: 'connection-lost',
      write: 'connection-lost',
    },
  },
  { name: 'EHOSTUNREACH', linux: 113, macos: 65, windows: 10065, symptom: 'host-unreachable' },
  { name: 'EHOSTDOWN', linux: 112, macos: 64, windows: 10064, symptom: 'host-unreachable' },
  { name: 'ENETUNREACH', linux: 101, macos: 51, windows: 10051, symptom: 'network-unreachable' },
  { name: 'ENETDOWN', linux: 100, macos: 50, windows: 10050, symptom: 'network-unreachable' },
  {
    name: 'EADDRNOTAVAIL',
    linux: 99,
    macos: 49,
    windows: 10049,
    symptom: 'no-local-port',
    onWindows: 'address-not-valid',
    during: { listen: 'address-not-local' },
  },
  {
    name: 'EADDRINUSE',
    linux: 98,
    macos: 48,
    windows: 10048,
    symptom: 'address-in-use',
    during: { connect: 'no-local-port' },
  },
  { name: 'ECONNABORTED', linux: 103, macos: 53, windows: 10053, symptom: 'aborted-locally' },
  { name: 'ENETRESET', linux: 102, macos: 52, windows: 10052, symptom: 'connection-lost' },
  { name: 'ENOTCONN', linux: 107, macos: 57, windows: 10057, symptom: 'not-connected' },
  { name: 'ESHUTDOWN', linux: 108, macos: 58, windows: 10058, symptom: 'closed-locally' },
  { name: 'ENOBUFS', windows: 10055, symptom: 'out-of-resources' },
  { name: 'EMFILE', linux: 24, macos: 24, windows: 10024, symptom: 'too-many-files' },
  { name: 'ENFILE', linux: 23, macos: 23, symptom: 'too-many-files' },
  {
    name: 'EACCES',
    linux: 13,
    macos: 13,
    windows: 10013,
    during: { connect: 'connect-forbidden', listen: 'port-forbidden' },
  },
  { name: 'EPERM', linux: 1, macos: 1, during: { connect: 'connect-forbidden' } },
  { name: 'ENOTFOUND', symptom: 'name-not-found', operation: 'resolve' },
  { name: 'HOST_NOT_FOUND', windows: 11001, symptom: 'name-not-found', operation: 'resolve' },
  { name: 'TRY_AGAIN', windows: 11002, symptom: 'name-lookup-failed', operation: 'resolve' },
  { name: 'NO_DATA', windows: 11004, symptom: 'name-not-found', operation: 'resolve' },
  { name: 'EAI_NONAME', symptom: 'name-not-found', operation: 'resolve' },
  { name: 'EAI_NODATA', symptom: 'name-not-found', operation: 'resolve' },
  { name: 'EAI_AGAIN', symptom: 'name-lookup-failed', operation: 'resolve' },
  { name: 'EAI_FAIL', symptom: 'name-lookup-failed', operation: 'resolve' },
];

const byName = new Map(systemErrors.map((error) => [error.name, error]));

/** The error of a name, with or without WSA before it. */
export function systemErrorNamed(name: string): SystemError | undefined {
  return byName.get(name) ?? byName.get(name.replace(/^WSA/, ''));
}

/** What a number stands for, system by system; empty where it is no error of a connection anywhere. */
export function systemErrorsNumbered(number: number): { platform: Platform; error: SystemError }[] {
  const platforms: readonly Platform[] = ['linux', 'macos', 'windows'];
  return platforms.flatMap((platform) =>
    systemErrors.filter((error) => error[platform] === number).map((error) => ({ platform, error })),
  );
}

/** The symptom of an error while something was being done; `undefined` where it tells nothing of a connection. */
export function symptomOf(error: SystemError, operation: Operation | undefined): string | undefined {
  return (operation === undefined ? undefined : error.during?.[operation]) ?? error.symptom;
}
