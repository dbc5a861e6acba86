/**
 * A Node web server as it comes, for what Node does by itself.
 *
 *     http-server.mjs ADDRESS PORT
 *
 * `/slow` is never answered.
 */
import { createServer } from 'node:http';

const [host, port] = process.argv.slice(2);
const server = createServer(({ url }, response) => {
  if (url !== '/slow') response.end('ok\n');
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
