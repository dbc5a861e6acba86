/**
 * An HTTP/2 server in the clear that gives its client notice with GOAWAY (RFC 9113 §6.8).
 *
 *     http2-server.mjs ADDRESS PORT fail     a request ends the connection: INTERNAL_ERROR
 *     http2-server.mjs ADDRESS PORT calm     the third PING ends it: ENHANCE_YOUR_CALM, as gRPC servers do
 *
 * Says "listening", then what it does.
 */
import { constants, createServer } from 'node:http2';

const PINGS_MAX = 2;
const [host, port, way] = process.argv.slice(2);

function end(session, code, why) {
  process.stdout.write(`goaway ${code} ${why}\n`);
  session.goaway(code, 0, Buffer.from(why));
  session.destroy();
}

const server = createServer();
server.on('session', (session) => {
  let pings = 0;
  session.on('error', () => {});
  session.on('ping', () => {
    pings += 1;
    if (way === 'calm' && pings === PINGS_MAX + 1) end(session, constants.NGHTTP2_ENHANCE_YOUR_CALM, 'too_many_pings');
  });
});
server.on('stream', (stream) => {
  stream.on('error', () => {});
  if (way === 'fail') end(stream.session, constants.NGHTTP2_INTERNAL_ERROR, 'cannot reach the database');
});
server.listen(Number(port), host, () => process.stdout.write('listening\n'));
