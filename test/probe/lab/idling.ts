/**
 * Idle time-outs of 2, 7 and 20 seconds on the way to 198.51.100.2: of nginx (ports 8102, 8107, 8120), of HAProxy (8202,
 * 8207, 8220), and of a NAT on the router that forgets connections to a server without one (8302, 8307, 8320). Beside them
 * what looks alike: a server that closes after times that differ (8401, 8402), nginx that closes after two requests (8403).
 */
import type { Inhabitants } from './world.ts';

/** The time-outs, in seconds. */
export const TIMEOUTS = [2, 7, 20] as const;

/** First port of each, to which the seconds are added. */
export const PORTS = { nginx: 8100, haproxy: 8200, nat: 8300 } as const;

/** Where connections are closed by and by; each after another time between two seconds and that many. */
export const UNSTEADY_PORTS = [
  { port: 8401, most: 3 },
  { port: 8402, most: 2.8 },
] as const;

/** Closes with its second answer. */
export const TWO_REQUESTS_PORT = 8403;

const NGINX = `
daemon off;
user root;
worker_processes 1;
error_log stderr warn;
events { worker_connections 256; }
http {
  # How many requests the connection has seen, this one with them.
  log_format requests '$server_port $connection_requests';
  access_log access.log requests;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  ${TIMEOUTS.map((seconds) => `server { listen ${PORTS.nginx + seconds}; keepalive_timeout ${seconds}s; return 200 hello; }`).join('\n  ')}
  server { listen ${TWO_REQUESTS_PORT}; keepalive_timeout 60s; keepalive_requests 2; return 200 hello; }
}
`;

const HAPROXY = `
global
  log stderr format raw daemon err
  nbthread 1
defaults
  mode http
${TIMEOUTS.map(
  (seconds) => `frontend idle${seconds}
  bind :${PORTS.haproxy + seconds}
  timeout client ${seconds}s
  timeout http-keep-alive ${seconds}s
  http-request return status 200 content-type text/plain string hello
`,
).join('')}`;

/** A server that keeps connections for ever, and one that closes each after another time. */
const SERVER = `
const http = require('node:http'), net = require('node:net');
const patient = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 };
for (const port of [${TIMEOUTS.map((seconds) => PORTS.nat + seconds)}]) {
  http.createServer(patient, (request, response) => response.end('hello')).listen(port, '0.0.0.0');
}
const unsteady = (most) => {
  let opened = 0;
  return (socket) => {
    // Multiples of the golden ratio: all over the stretch, and no two close together.
    const seconds = 2 + ((opened++ * 0.618) % 1) * (most - 2);
    let timer;
    socket.on('error', () => {});
    socket.on('close', () => clearTimeout(timer));
    socket.on('data', () => {
      clearTimeout(timer);
      socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhello');
      timer = setTimeout(() => socket.end(), seconds * 1000);
    });
  };
};
for (const { port, most } of ${JSON.stringify(UNSTEADY_PORTS)}) net.createServer(unsteady(most)).listen(port, '0.0.0.0');
`;

const NAT_PORTS = `{ ${TIMEOUTS.map((seconds) => PORTS.nat + seconds).join(', ')} }`;

/** What it has forgotten is no connection any more (tcp_loose), and is dropped without a word. */
const RULES = `
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat
    tcp dport ${NAT_PORTS} masquerade
  }
}
table ip filter {
${TIMEOUTS.map(
  (seconds) => `  ct timeout idle${seconds} {
    protocol tcp
    l3proto ip
    policy = { established : ${seconds} }
  }
`,
).join('')}
  chain forward {
    type filter hook forward priority filter
    ${TIMEOUTS.map((seconds) => `tcp dport ${PORTS.nat + seconds} ct state new ct timeout set "idle${seconds}"`).join('\n    ')}
    tcp dport ${NAT_PORTS} ct state invalid drop
  }
}
`;

const SCRIPT = `
cd "$FOLDER"
echo "$NGINX" >nginx.conf
echo "$HAPROXY" >haproxy.cfg
ip netns exec router sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0
ip netns exec router nft -f - <<<"$RULES"
ip netns exec server nginx -e stderr -p "$FOLDER" -c nginx.conf -g "pid $FOLDER/nginx.pid;" &
ip netns exec server haproxy -db -f haproxy.cfg &
ip netns exec server node -e "$SERVER" &
ip netns exec server bash -c 'await_listening ${[
  ...Object.values(PORTS).flatMap((first) => TIMEOUTS.map((seconds) => first + seconds)),
  ...UNSTEADY_PORTS.map(({ port }) => port),
  TWO_REQUESTS_PORT,
].join(' ')}'
`;

/** They. */
export const idling: Inhabitants = { script: SCRIPT, variables: { NGINX, HAPROXY, SERVER, RULES } };
