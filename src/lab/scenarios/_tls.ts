/** Keys and certificates made for the occasion, by openssl. */
import type { Host } from '../host.ts';

/** Where a key and its certificate are. */
export interface Identity {
  readonly key: string;
  readonly certificate: string;
}

/** A self-signed certificate for the name, on this host. */
export async function makeIdentity(host: Host, name = 'server.example'): Promise<Identity> {
  const folder = host.folder('tls');
  const key = `${folder}/${name}.key`;
  const certificate = `${folder}/${name}.crt`;
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-days', '2'];
  await host.run('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate]);
  return { key, certificate };
}

/** Options with which curl takes the name for the host's address. */
export function resolving(host: Host, port: number, name = 'server.example'): readonly string[] {
  return ['--resolve', `${name}:${port}:${host.urlAddress}`];
}

/** Certificate and key in one file, as HAProxy and stunnel want it. */
export async function makeStore(host: Host, { key, certificate }: Identity): Promise<string> {
  return host.file('store.pem', await host.run('cat', [certificate, key]));
}
