/**
 * An HTTP/2 client in the clear that keeps its connection busy until the server takes leave.
 *
 *     http2-client.mjs ADDRESS PORT LOCAL_PORT pings      a PING as soon as the last is answered
 *     http2-client.mjs ADDRESS PORT LOCAL_PORT requests   a request as soon as the last is answered, or so many
 *                                              [PAUSE]    milliseconds later
 *
 * Prints "goaway CODE TEXT" when the server has had enough, and "closed".
 */
import { connect } from 'node:http2';
import { connect as connectTcp } from 'node:net';

const [host, port, localPort, way, pause = '50'] = process.argv.slice(2);
const session = connect('http://server.example', {
  createConnection: () => connectTcp({ host, port: Number(port), localPort: Number(localPort) }),
});
let isOver = false;
session.on('error', ({ code }) => process.stdout.write(`error ${code}\n`));
session.on('close', () => process.stdout.write('closed\n'));
session.on('goaway', (code, _last, text) => {
  isOver = true;
  process.stdout.write(`goaway ${code} ${text ?? ''}\n`);
});

function next() {
  if (isOver || session.closed || session.destroyed) return;
  if (way === 'pings') session.ping(later);
  else
    session
      .request({ ':path': '/' })
      .on('error', () => {})
      .on('end', later)
      .resume();
}

function later() {
  setTimeout(next, Number(pause));
}

session.on('connect', next);
