/** nginx, a master with one worker, in the foreground. */
import type { Host } from '../host.ts';
import { holdProcess, type Program } from '../program.ts';
import type { Identity } from './_tls.ts';

/** What its worker may have at once. */
export interface NginxLimits {
  readonly connections?: number;
  /** Open file descriptors; as many as nginx was given unless told. */
  readonly files?: number;
}

/**
 * Starts nginx with this text inside its `http` block and waits until it listens on the port. Recorded as the logs
 * nginx-error (at level info) and nginx-access (Debian's format, "combined").
 */
export async function startNginx(
  host: Host,
  port: number,
  http: string,
  { connections = 64, files }: NginxLimits = {},
): Promise<Program> {
  const folder = host.folder('nginx');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = host.file(
    'nginx.conf',
    `daemon off;
user www-data;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr info;
${files === undefined ? '' : `worker_rlimit_nofile ${files};\n`}events { worker_connections ${connections}; }
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

/** A site with TLS on port 443, for the `http` block: the host's address, a certificate, and these directives. */
export function tlsSite(host: Host, { key, certificate }: Identity, directives = ''): string {
  return `server {
    listen ${host.urlAddress}:443 ssl;
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    ${directives}
  }`;
}

/** Stops nginx's worker where it is, as a busy machine does; what it returns lets it go on. */
export async function holdWorker(nginx: Program): Promise<() => void> {
  const [, worker] = await nginx.printed(/start worker process (\d+)/);
  await holdProcess(Number(worker));
  return () => process.kill(Number(worker), 'SIGCONT');
}
