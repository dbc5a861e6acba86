/** A machine made of texts: files of /proc, links, and what programs print. */
import type { System } from '../../../src/probe/local/system.ts';

/** What it is made of. */
export interface FakeMachine {
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly links?: Readonly<Record<string, string>>;
  /** By the whole command line: `ss -ltneH`. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly platform?: string;
  readonly userId?: number;
  readonly nameServers?: readonly string[];
}

/** Such a machine, little-endian, Linux, root unless said. */
export function fakeSystem({ files = {}, folders = {}, links = {}, programs = {}, ...more }: FakeMachine): System {
  const find = <T>(table: Readonly<Record<string, T>>, key: string): Promise<T> => {
    const value = Object.hasOwn(table, key) ? table[key] : undefined;
    return value === undefined ? Promise.reject(new Error(`ENOENT ${key}`)) : Promise.resolve(value);
  };
  return {
    platform: more.platform ?? 'linux',
    endianness: 'LE',
    userId: more.userId ?? 0,
    ownAddresses: () => ['127.0.0.1', '::1'],
    nameServers: () => more.nameServers ?? [],
    readFile: (path) => find(files, path),
    readFolder: (path) => find(folders, path),
    readLink: (path) => find(links, path),
    run: (command, args) => find(programs, [command, ...args].join(' ')),
  };
}

/** A line of /proc/net/tcp as the kernel writes it. */
export function procLine(address: string, port: number, more: { queue?: number; inode?: number } = {}): string {
  const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
  const zeros = '0'.repeat(address.length);
  const { queue = 0, inode = 4711 } = more;
  return `   0: ${address}:${hex(port, 4)} ${zeros}:0000 0A 00000000:${hex(queue, 8)} 00:00000000 00000000  1000        0 ${inode} 1 00000000a4d149fc 100 0 0 10 0\n`;
}

/** Addresses as /proc/net/tcp of a little-endian machine has them. */
export const HEX = {
  any4: '00000000',
  loopback4: '0100007F',
  any6: '0'.repeat(32),
  loopback6: '00000000000000000000000001000000',
} as const;

/** No rules at all. */
export const NO_RULES: Readonly<Record<string, string>> = {
  'nft -j list ruleset': '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}',
  'nft -a list ruleset': '',
};
