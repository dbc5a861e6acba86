/**
 * A Node web server as it comes, for what Node does by itself.
 *
 *     http-server.mjs ADDRESS PORT
 *
 * `/slow` is never answered. What `/broken` is answered with fails in the middle.
 */
import { createServer } from 'node:http';
import { pipeline } from 'node:stream';

const [host, port] = process.argv.slice(2);

async function* fail() {
  yield 'the first row\n';
  await new Promise((resolve) => setTimeout(resolve, 200));
  throw new Error('the database is gone');
}

const server = createServer(({ url }, response) => {
  if (url === '/broken') pipeline(fail, response, ({ message }) => process.stdout.write(`${message}\n`));
  else if (url !== '/slow') response.end('ok\n');
});
server.on('clientError', ({ code }, socket) => {
  process.stdout.write(`client error ${code}\n`);
  // As Node does where nobody listens for this event.
  if (socket.writable) {
    const status = code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  }
  socket.destroy();
});
server.listen(Number(port), host, () => process.stdout.write('listening\n'));
