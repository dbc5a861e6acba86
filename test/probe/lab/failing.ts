/** Servers and firewalls at which a connection fails, each in another way. */
import { certificate, privateKey } from '../certificate.ts';
import type { Inhabitants } from './world.ts';

/** What listens where, on the server and on the machine that probes. */
const SERVERS = `
const net = require('node:net'), tls = require('node:tls'), http = require('node:http');
const [side] = process.argv.slice(-1);
const on = (port, host, handle) => net.createServer(handle).listen(port, host);
const quiet = (socket) => socket.on('error', () => {});
const greet = (request, response) => response.end('hello');
if (side === 'server') {
  for (const port of [80, 8001, 8010, 8011, 8012, 8013, 8014]) http.createServer(greet).listen(port, '0.0.0.0');
  tls.createServer({ cert: process.env.CERTIFICATE, key: process.env.KEY }, quiet).on('tlsClientError', () => {}).listen(8002, '0.0.0.0');
  on(8003, '0.0.0.0', (socket) => { quiet(socket); socket.end(); });
  on(8004, '0.0.0.0', (socket) => { quiet(socket); socket.once('data', () => socket.end()); });
  on(8005, '0.0.0.0', (socket) => { quiet(socket); socket.once('data', () => socket.resetAndDestroy()); });
  on(8006, '0.0.0.0', (socket) => { quiet(socket.resume()); net.connect(1, '127.0.0.1').on('error', () => socket.destroy()); });
} else {
  for (const [port, host] of [[9001, '127.0.0.1'], [9003, '0.0.0.0'], [9010, '0.0.0.0'], [9011, '0.0.0.0']]) http.createServer(greet).listen(port, host);
}
`;

/** Passes on what comes, to a port on which nothing listens. */
const FORWARDER = `
const net = require('node:net');
net.createServer((socket) => {
  socket.on('error', () => {}).resume();
  net.connect(1, '127.0.0.1').on('error', () => socket.destroy());
}).listen(9030);
`;

/** Listens with a queue of one, fills it, and accepts nobody. */
const FULL = `
import socket, sys, time
place = (sys.argv[1], int(sys.argv[2]))
listener = socket.socket()
listener.bind(place)
listener.listen(0)
waiting = [socket.socket() for _ in range(4)]
for each in waiting:
    each.setblocking(False)
    each.connect_ex(place)
time.sleep(3600)
`;

/** Reads four bytes of what comes, and closes. */
const LITTLE = `
import socket
listener = socket.create_server(("0.0.0.0", 8007))
while True:
    place, _ = listener.accept()
    place.recv(4, socket.MSG_WAITALL)
    place.close()
`;

const SCRIPT = `
ip netns exec router nft -f - <<'RULES'
table ip filter {
  chain forward {
    type filter hook forward priority filter
    tcp dport 8010 reject with tcp reset
    tcp dport 8011 reject with icmp admin-prohibited
    tcp dport 8012 drop
  }
}
RULES
ip netns exec server nft -f - <<'RULES'
table ip filter {
  chain input {
    type filter hook input priority filter
    tcp dport 8013 reject with tcp reset
    tcp dport 8014 tcp flags & (syn | ack) == syn drop
  }
}
RULES
nft -f - <<'RULES'
table ip filter {
  chain input {
    type filter hook input priority filter
    tcp dport 9010 reject with tcp reset
    tcp dport 9011 drop
  }
}
RULES
ip netns exec server node -e "$SERVERS" server &
node -e "$SERVERS" client &
ip netns exec server python3 -c "$FULL" 198.51.100.2 8020 &
ip netns exec server python3 -c "$LITTLE" &
python3 -c "$FULL" 192.0.2.1 9020 &
# The kernel names a process by the file that it runs.
ln -s "$(command -v node)" "$FOLDER/docker-proxy"
"$FOLDER/docker-proxy" -e "$FORWARDER" &
ip netns exec server bash -c 'await_listening 8006 8007 8020'
await_listening 9011 9020 9030
`;

/** They. */
export const failing: Inhabitants = {
  script: SCRIPT,
  variables: { SERVERS, FULL, LITTLE, FORWARDER, CERTIFICATE: certificate, KEY: privateKey },
};
