/**
 * What is asked beside a target: pages that answer as they should, and a portal on the router that answers for others; UDP that
 * is answered, refused, dropped and forbidden; resolvers within TLS, of which one is behind a dropped port.
 */
import { privateKey } from '../certificate.ts';
import { good, intermediate } from '../certificates.ts';
import type { Inhabitants } from './world.ts';

/** Addresses behind the server, by what becomes of them. */
export const AT = {
  pages: ['203.0.113.10', '203.0.113.11'],
  portal: ['203.0.113.70', '203.0.113.71', '203.0.113.72'],
  dropped: ['203.0.113.130', '203.0.113.131'],
  quic: '203.0.113.20',
  quicDropped: '203.0.113.21',
  quicRefused: '203.0.113.22',
  quicForbidden: '203.0.113.23',
  resolver: '203.0.113.30',
  resolverDropped: '203.0.113.31',
} as const;

/** The address that the resolver knows. */
export const KNOWN = '192.0.2.7';

const SERVERS = `
const net = require('node:net'), tls = require('node:tls'), http = require('node:http'), dgram = require('node:dgram');
const quiet = (socket) => socket.on('error', () => {});
http.createServer((request, response) => { response.writeHead(204); response.end(); }).listen(80, '0.0.0.0');
net.createServer((socket) => { quiet(socket); socket.on('end', () => socket.end()).resume(); }).listen(443, '0.0.0.0');
for (const address of ['${AT.quic}', '${AT.quicDropped}', '${AT.quicForbidden}']) {
  const udp = dgram.createSocket('udp4');
  udp.on('message', (packet, from) => {
    // Both ids, the other way round, and version 1 (RFC 9000 §17.2.1).
    const destination = packet.subarray(5, 14), source = packet.subarray(14, 23);
    udp.send(Buffer.concat([Buffer.from([0x80, 0, 0, 0, 0]), source, destination, Buffer.from([0, 0, 0, 1])]), from.port, from.address);
  });
  udp.bind(443, address);
}
tls.createServer({ cert: process.env.CERTIFICATE, key: process.env.KEY }, (socket) => {
  quiet(socket);
  socket.once('data', (bytes) => {
    const query = bytes.subarray(2), end = query.indexOf(0, 12) + 5;
    const isA = query.readUInt16BE(end - 4) === 1;
    const answer = Buffer.concat([query.subarray(0, end), Buffer.from(isA ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ${KNOWN.replaceAll('.', ', ')}] : [])]);
    answer.writeUInt16BE(0x8180, 2);
    answer.writeUInt16BE(isA ? 1 : 0, 6);
    socket.write(Buffer.concat([Buffer.from([0, answer.length]), answer]));
  });
}).on('tlsClientError', () => {}).listen(853, '0.0.0.0');
`;

const PORTAL = `
const http = require('node:http');
http.createServer((request, response) => {
  response.writeHead(302, { location: 'http://192.0.2.254:8080/sign-in' });
  response.end();
}).listen(8080, '0.0.0.0');
`;

const SCRIPT = `
for last in 10 11 20 21 22 23 30 31 70 71 72 130 131; do ip -n server address add 203.0.113.$last/32 dev s0; done
ip -n router route add 203.0.113.0/24 via 198.51.100.2
ip netns exec router nft -f - <<'RULES'
table ip nat {
  chain prerouting {
    type nat hook prerouting priority dstnat
    ip daddr 203.0.113.64/26 tcp dport 80 redirect to :8080
  }
}
table ip filter {
  chain forward {
    type filter hook forward priority filter
    ip daddr 203.0.113.64/26 tcp dport 5433 reject with tcp reset
    ip daddr 203.0.113.64/26 drop
    ip daddr 203.0.113.128/26 drop
    ip daddr ${AT.quicDropped} udp dport 443 drop
    ip daddr ${AT.quicForbidden} udp dport 443 reject with icmp admin-prohibited
    ip daddr ${AT.resolverDropped} tcp dport 853 drop
    tcp dport 8012 drop
  }
}
RULES
ip netns exec server node -e "$SERVERS" &
ip netns exec router node -e "$PORTAL" &
ip netns exec server bash -c 'await_listening 80 443 853'
ip netns exec router bash -c 'await_listening 8080'
`;

/** They. */
export const besides: Inhabitants = {
  script: SCRIPT,
  variables: { SERVERS, PORTAL, CERTIFICATE: good + intermediate, KEY: privateKey },
};
