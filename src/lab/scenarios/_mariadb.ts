/** MariaDB in the foreground, with a data directory made for the occasion. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

const SMALL = ['--innodb-log-file-size=4M', '--innodb-buffer-pool-size=8M', '--innodb-flush-method=nosync'];

/**
 * Starts MariaDB on port 3306 of the host's address and waits until it listens. Whoever connects from any address is root
 * and needs no password, or from `allowedFrom` alone. Recorded as the log mariadb.
 */
export async function startMariadb(host: Host, settings: readonly string[] = [], allowedFrom = '%'): Promise<Program> {
  const folder = host.folder('mariadb');
  const data = `${folder}/data`;
  await host.run('chown', ['mysql:mysql', folder]);
  await host.run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    '--user=mysql',
    '--skip-test-db',
    '--skip-name-resolve',
    '--auth-root-authentication-method=normal',
    ...SMALL,
  ]);
  const grant = `CREATE USER root@'${allowedFrom}';\nGRANT ALL ON *.* TO root@'${allowedFrom}';\n`;
  const places = [`--datadir=${data}`, `--socket=${folder}/socket`, `--pid-file=${folder}/pid`, `--tmpdir=${folder}`];
  const own = [`--bind-address=${host.address}`, '--skip-name-resolve', `--init-file=${host.file('grant.sql', grant)}`];
  return await host.start('mariadbd', ['--no-defaults', '--user=mysql', ...places, ...own, ...SMALL, ...settings], {
    listensOn: 3306,
    log: 'mariadb',
  });
}
