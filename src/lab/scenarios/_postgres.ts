/** PostgreSQL in the foreground, with a cluster made for the occasion. */
import { readdirSync } from 'node:fs';
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/** Debian keeps each release in a folder of its own. */
const RELEASES = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root. */
const AS_POSTGRES = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

function newestRelease(): string {
  const [newest = ''] = readdirSync(RELEASES).sort((a, b) => Number(b) - Number(a));
  return `${RELEASES}/${newest}/bin`;
}

/** What a server is to allow. */
export interface PostgresOptions {
  /** Lines of pg_hba.conf; everybody is trusted unless told. */
  readonly access?: string;
  /** Settings besides the few that make it small, as on its command line: `max_connections=1`. */
  readonly settings?: readonly string[];
}

/**
 * Starts PostgreSQL on port 5432 of the host's address and waits until it listens. User and database are `postgres`.
 * Recorded as the log postgres.
 */
export async function startPostgres(
  host: Host,
  { access = 'host all all all trust\n', settings = [] }: PostgresOptions = {},
): Promise<Program> {
  const programs = newestRelease();
  const data = host.folder('postgres');
  await host.run('chown', ['postgres:postgres', data]);
  const cluster = ['-D', data, '--auth=trust', '--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C.UTF-8'];
  await host.run('setpriv', [...AS_POSTGRES, `${programs}/initdb`, ...cluster]);
  const all = [
    `listen_addresses=${host.address}`,
    'unix_socket_directories=',
    `hba_file=${host.file('pg_hba.conf', access)}`,
    // Shared memory that is a file of the cluster is gone with it.
    'dynamic_shared_memory_type=mmap',
    'fsync=off',
    'autovacuum=off',
    'log_connections=on',
    'log_disconnections=on',
    'log_line_prefix=%m %r %e ',
    ...settings,
  ];
  const command = ['-D', data, ...all.flatMap((setting) => ['-c', setting])];
  // In an IPC namespace of its own, so that no segment of System V outlives it.
  return await host.start('unshare', ['--ipc', 'setpriv', ...AS_POSTGRES, `${programs}/postgres`, ...command], {
    listensOn: 5432,
    log: 'postgres',
  });
}

/** What a client says first (protocol 3.0): user and database `postgres`. */
export function startupMessage(): Uint8Array {
  const text = Buffer.from('user\0postgres\0database\0postgres\0\0');
  const header = Buffer.alloc(8);
  header.writeInt32BE(header.length + text.length, 0);
  header.writeInt32BE(3 << 16, 4);
  return Buffer.concat([header, text]);
}
