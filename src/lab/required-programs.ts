/** Programs the lab and its scenarios need, and Debian's package of each. */
import { accessSync, constants } from 'node:fs';

const PATHS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const packages = {
  tcpdump: 'tcpdump',
  ip: 'iproute2',
  ethtool: 'ethtool',
  nft: 'nftables',
  python3: 'python3',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  curl: 'curl',
  openssl: 'openssl',
  gcc: 'gcc libc6-dev',
  nginx: 'nginx-light',
  haproxy: 'haproxy',
  apache2: 'apache2-bin',
  postgres: 'postgresql',
  psql: 'postgresql-client',
  mariadbd: 'mariadb-server',
  mariadb: 'mariadb-client',
  'redis-server': 'redis-server',
  'redis-cli': 'redis-tools',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  stunnel4: 'stunnel4',
  socat: 'socat',
  squid: 'squid',
  conntrack: 'conntrack',
} as const;

/** A program a scenario may name. */
export type ProgramName = keyof typeof packages;

/**
 * Every program that the lab or a scenario may need; scripts/setup.mjs asks for it.
 *
 * @public
 */
export const allPrograms: readonly ProgramName[] = Object.keys(packages) as ProgramName[];

/** What the lab itself runs. */
export const labPrograms: readonly ProgramName[] = ['tcpdump', 'ip', 'ethtool', 'nft', 'python3', 'nsenter', 'unshare'];

/** Debian's packages of those of these programs that are not there. */
export function missingPackages(names: readonly ProgramName[]): string[] {
  const missing = names.filter((name) => !isThere(name)).flatMap((name) => packages[name].split(' '));
  return [...new Set(missing)];
}

function isThere(name: ProgramName): boolean {
  // Debian keeps the server of each PostgreSQL release in a folder of its own; its package brings this wrapper.
  const file = name === 'postgres' ? 'pg_ctlcluster' : name;
  return PATHS.some((path) => {
    try {
      accessSync(`${path}/${file}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
