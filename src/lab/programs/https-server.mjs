/**
 * A Node server that speaks HTTP over TLS and answers every request.
 *
 *     https-server.mjs ADDRESS PORT KEY CERTIFICATE
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [host, port, key, cert] = process.argv.slice(2);
const identity = { key: readFileSync(key), cert: readFileSync(cert) };
createServer(identity, (_request, response) => response.end('ok\n')).listen(Number(port), host);
