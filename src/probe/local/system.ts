/** What is read of this machine: files of /proc and what programs print, behind one interface for tests. */
import { getServers } from 'node:dns';
import { open, readdir, readlink } from 'node:fs/promises';
import { endianness } from 'node:os';
import { type Machine, thisMachine } from '../machine.ts';

/** Reads this machine. Each function rejects where there is nothing, or no leave to read it. */
export interface System extends Pick<Machine, 'platform' | 'run' | 'ownAddresses'> {
  /** The text of a file, at most its first 4 MiB. */
  readonly readFile: (path: string) => Promise<string>;
  /** Names in a folder. */
  readonly readFolder: (path: string) => Promise<readonly string[]>;
  /** Where a symbolic link leads. */
  readonly readLink: (path: string) => Promise<string>;
  /** Resolvers as Node has them of the system. */
  readonly nameServers: () => readonly string[];
  /** The order in which the kernel writes the bytes of an address. */
  readonly endianness: 'LE' | 'BE';
  /** The user this program runs as; 0 is root; absent where there are none. */
  readonly userId: number | undefined;
}

const FILE_MAX = 4 << 20;

/** This machine. */
export const thisSystem: System = {
  platform: thisMachine.platform,
  run: thisMachine.run,
  ownAddresses: thisMachine.ownAddresses,
  readFile: readStart,
  readFolder: (path) => readdir(path),
  readLink: (path) => readlink(path),
  nameServers: getServers,
  endianness: endianness(),
  userId: process.geteuid?.(),
};

/** Files of /proc have no length: they are read until nothing more comes. */
async function readStart(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const pieces: Buffer[] = [];
    let total = 0;
    while (total < FILE_MAX) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(65_536), 0, 65_536);
      if (bytesRead === 0) break;
      pieces.push(buffer.subarray(0, bytesRead));
      total += bytesRead;
    }
    return Buffer.concat(pieces).toString('utf8');
  } finally {
    await file.close();
  }
}

/** What a reading gives, or `undefined` where it fails. */
export async function attempt<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
