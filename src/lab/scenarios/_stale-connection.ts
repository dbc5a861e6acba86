/** A connection that the server still has and the client has not. */
import type { Listener } from '../agent.ts';
import type { Lab } from '../lab.ts';
import { exchange } from './_connection.ts';

/** Client port of the connection. */
export const STALE_PORT = 50001;

/**
 * The client asks, is answered, and forgets the connection without a word, as a machine does that loses its power. The
 * listener of the server.
 */
export async function leaveStale({ client, server }: Lab, port: number): Promise<Listener> {
  const listener = await server.listen(port);
  const socket = await client.connect(server, port, { sourcePort: STALE_PORT });
  await exchange({ client: socket, server: await listener.accept() });
  await client.firewall('output', 'meta l4proto tcp drop');
  await socket.reset();
  await client.openFirewall();
  return listener;
}
