/** Apache httpd, one child process, in the foreground. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/** Where Debian keeps them. Some (unixd, log_config) are part of the program. */
const MODULES = '/usr/lib/apache2/modules';
const ALWAYS = ['mpm_event', 'authz_core'];

/**
 * Starts Apache with these directives, on port 80 unless told, and waits until it listens. Its documents are in the folder
 * `htdocs` of the host. Recorded as the logs apache-error and apache-access (format "common").
 */
export async function startApache(
  host: Host,
  directives: string,
  { port = 80, modules = [] }: { port?: number; modules?: readonly string[] } = {},
): Promise<Program> {
  const folder = host.folder('apache');
  const documents = host.folder('htdocs');
  host.file('htdocs/index.html', 'ok\n');
  const loaded = [...ALWAYS, ...modules].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`);
  const config = host.file(
    'apache2.conf',
    `ServerRoot ${folder}
ServerName server.example
Listen ${host.urlAddress}:${port}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
${loaded.join('\n')}
User www-data
Group www-data
StartServers 1
MinSpareThreads 1
MaxSpareThreads 4
ThreadsPerChild 4
MaxRequestWorkers 4
ServerLimit 1
LogLevel info
ErrorLog ${folder}/error.log
CustomLog ${folder}/access.log "%h %l %u %t \\"%r\\" %>s %b"
DocumentRoot ${documents}
${directives}
`,
  );
  host.keepLog('apache-error', `${folder}/error.log`);
  host.keepLog('apache-access', `${folder}/access.log`);
  return await host.start('apache2', ['-D', 'FOREGROUND', '-f', config], { listensOn: port });
}
