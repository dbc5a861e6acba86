/** nginx, a master with one worker, in the foreground. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/**
 * Starts nginx with this text inside its `http` block and waits until it listens on the port. Recorded as the logs
 * nginx-error (at level info) and nginx-access (Debian's format, "combined").
 */
export async function startNginx(host: Host, port: number, http: string): Promise<Program> {
  const folder = host.folder('nginx');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = host.file(
    'nginx.conf',
    `daemon off;
user www-data;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr info;
events { worker_connections 64; }
http {
  access_log ${folder}/access.log;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${http}
}
`,
  );
  host.keepLog('nginx-access', `${folder}/access.log`);
  return await host.start('nginx', ['-e', 'stderr', '-p', folder, '-c', config], {
    listensOn: port,
    log: 'nginx-error',
  });
}
