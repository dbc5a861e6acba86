/**
 * A Node client that asks for a page and does not wait for the answer.
 *
 *     http-client.mjs ADDRESS PORT LOCAL_PORT PATH MILLISECONDS destroy    request.destroy(): close(2)
 *     http-client.mjs ADDRESS PORT LOCAL_PORT PATH MILLISECONDS reset      socket.resetAndDestroy(): a reset
 */
import { get } from 'node:http';

const [host, port, localPort, path, milliseconds, way] = process.argv.slice(2);
const request = get({ host, port, path, localPort: Number(localPort), agent: false });
request.on('error', ({ code }) => process.stdout.write(`error ${code}\n`));
request.on('socket', (socket) => {
  socket.once('connect', () =>
    setTimeout(() => {
      if (way === 'reset') socket.resetAndDestroy();
      else request.destroy();
    }, Number(milliseconds)),
  );
});
