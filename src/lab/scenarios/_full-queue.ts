/** An accept queue that fills up while a handshake is under way. */
import type { Socket } from '../agent.ts';
import type { Lab } from '../lab.ts';

/**
 * The server listens on port 8080 with room for two connections, and one waits. Two more clients connect at once, before
 * the ACK of either is there: the last one's finds the queue full. That client's socket, which takes itself for connected.
 */
export async function connectBeyondQueue({ client, server, seen, slowPath }: Lab): Promise<Socket> {
  // One less, and the kernel would take the second SYN for a flood and answer with a cookie.
  await server.listen(8080, { backlog: 1 });
  await client.connect(server, 8080);
  await slowPath({ delay: 25 });
  const before = client.connect(server, 8080);
  await seen(client, 'S', { at: ['client'], sourcePort: 50002 });
  const late = await client.connect(server, 8080);
  await before;
  return late;
}
