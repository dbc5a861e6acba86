/**
 * A Node client that asks for one page over TLS, and checks the certificate, as Node does by itself.
 *
 *     https-client.mjs ADDRESS PORT NAME LOCAL_PORT
 *
 * Prints the status, or "error CODE".
 */
import { get } from 'node:https';

const [host, port, servername, localPort] = process.argv.slice(2);
get({ host, port, servername, localPort: Number(localPort), agent: false }, (response) => {
  process.stdout.write(`status ${response.statusCode}\n`);
  response.resume();
}).on('error', ({ code }) => process.stdout.write(`error ${code}\n`));
