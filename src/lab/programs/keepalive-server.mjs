/**
 * A Node server that closes a connection on which no request came for its keepAliveTimeout, and does not say so. (Releases
 * since 2025 wait a second longer than that.)
 *
 *     keepalive-server.mjs ADDRESS PORT MILLISECONDS
 *
 * By itself Node announces the time in a Keep-Alive field, and an Agent of Node that reads it gives the connection up in
 * time. The field is hop by hop: behind a proxy it is not there. It is left out where a program says "Connection" itself.
 */
import { createServer } from 'node:http';

const [host, port, keepAliveTimeout] = process.argv.slice(2);
const server = createServer({ keepAliveTimeout: Number(keepAliveTimeout) }, (_request, response) => {
  response.setHeader('Connection', 'keep-alive');
  response.end('ok\n');
});
server.listen(Number(port), host);
