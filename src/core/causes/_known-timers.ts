/**
 * Idle timers that programs and devices come with: a hint at who may own one that was measured, and never proof, for
 * every one can be set otherwise, and many are alike. Each with the page or the source that states it.
 */
import { SECOND, type TimeNs } from '../model/time.ts';

interface KnownTimer {
  readonly seconds: number;
  readonly owner: string;
}

/** Of servers, for connections that nobody uses. */
const OF_SERVERS: readonly KnownTimer[] = [
  // https://docs.gunicorn.org/en/stable/settings.html#keepalive
  { seconds: 2, owner: 'gunicorn' },
  // https://httpd.apache.org/docs/2.4/mod/core.html#keepalivetimeout
  { seconds: 5, owner: 'Apache httpd' },
  // https://nodejs.org/docs/latest-v20.x/api/http.html#serverkeepalivetimeout
  { seconds: 5, owner: 'Node.js' },
  // The same and server.keepAliveTimeoutBuffer (1 s): https://nodejs.org/docs/latest-v24.x/api/http.html
  { seconds: 6, owner: 'newer Node.js' },
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
  { seconds: 60, owner: 'AWS’s Application Load Balancer' },
  // https://github.com/nginx/nginx/blob/master/conf/nginx.conf
  { seconds: 65, owner: 'nginx’s own nginx.conf' },
  // https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout
  { seconds: 75, owner: 'nginx' },
  // https://learn.microsoft.com/en-us/iis/configuration/system.applicationhost/sites/site/limits (connectionTimeout)
  { seconds: 120, owner: 'IIS' },
  // https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.server.kestrel.core.kestrelserverlimits.keepalivetimeout
  { seconds: 130, owner: 'Kestrel' },
  // https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_wait_timeout
  { seconds: 28_800, owner: 'MySQL' },
];

/** Of devices on the path, for connections on which nothing passes. */
const OF_DEVICES: readonly KnownTimer[] = [
  // https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-tcp-idle-timeout
  { seconds: 240, owner: 'Azure’s load balancer' },
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html
  { seconds: 350, owner: 'AWS’s Network Load Balancer' },
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
  { seconds: 350, owner: 'AWS’s NAT gateway' },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ConnectionTrackingConfiguration.html
  { seconds: 350, owner: 'EC2’s connection tracking (Nitro v6)' },
  // https://cloud.google.com/compute/docs/troubleshooting/general-tips
  { seconds: 600, owner: 'Google Cloud’s firewall' },
  // https://docs.kernel.org/networking/nf_conntrack-sysctl.html (nf_conntrack_tcp_timeout_established)
  { seconds: 432_000, owner: 'Linux connection tracking' },
];

/** How far a measured timer may be from the one that is set: programs look once in a while, and late. */
const FITS_WITHIN = 0.01;

/** "Apache httpd, Node.js": whose default a silence of this length is; nothing where no known one fits. */
export function ownersOf(idleNs: TimeNs, whose: 'server' | 'device'): string | undefined {
  const known = whose === 'server' ? OF_SERVERS : OF_DEVICES;
  const fitting = known.filter(({ seconds }) => Math.abs(idleNs / SECOND / seconds - 1) <= FITS_WITHIN);
  return fitting.length === 0 ? undefined : fitting.map(({ owner }) => owner).join(', ');
}
