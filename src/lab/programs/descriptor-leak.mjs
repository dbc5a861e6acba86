/**
 * A web server that leaks: a request for /leak opens files until there is no descriptor left for another.
 *
 *     node descriptor-leak.mjs ADDRESS PORT
 */
import { openSync } from 'node:fs';
import { createServer } from 'node:http';

const [address, port] = process.argv.slice(2);
const server = createServer((_request, response) => {
  try {
    for (;;) openSync('/dev/null', 'r');
  } catch (error) {
    console.log(`leak: ${error.message}`);
  }
  response.end('done\n');
});
// So that the connection that asked for it stays, and its descriptor is not free again.
server.keepAliveTimeout = 0;
server.listen({ host: address, port: Number(port) });
