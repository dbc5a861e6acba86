/** Squid as a forward proxy, in the foreground and without a cache. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/** Starts Squid and waits until it listens on the port. Recorded as the log squid-access. */
export async function startSquid(host: Host, port: number, settings = ''): Promise<Program> {
  const folder = host.folder('squid');
  const config = host.file(
    'squid.conf',
    `http_port ${host.urlAddress}:${port}
http_access allow all
cache deny all
cache_mem 1 MB
cache_log /dev/null
access_log stdio:${folder}/access.log
pid_filename none
dns_nameservers ${host.address}
netdb_filename none
pinger_enable off
coredump_dir ${folder}
visible_hostname proxy.example
shutdown_lifetime 0 seconds
${settings}
`,
  );
  host.keepLog('squid-access', `${folder}/access.log`);
  return await host.start('squid', ['-N', '-C', '-d', '1', '-f', config], { listensOn: port });
}
