/**
 * A web server that does long work on its event loop: while it answers /slow it accepts nothing.
 *
 *     node blocked-event-loop.mjs ADDRESS PORT BACKLOG SECONDS
 */
import { createServer } from 'node:http';

const [address, port, backlog, seconds] = process.argv.slice(2);
const server = createServer((request, response) => {
  if (request.url === '/slow') {
    console.log('working on /slow');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(seconds) * 1000);
  }
  response.end('done\n');
});
server.listen({ host: address, port: Number(port), backlog: Number(backlog) });
