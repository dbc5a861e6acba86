/** A connection between client and server of which the scenario holds both ends. */
import type { Socket } from '../agent.ts';
import type { ConnectOptions } from '../host.ts';
import type { Lab } from '../lab.ts';
import { REQUEST, RESPONSE } from './_messages.ts';

/** Both ends of a connection. */
export interface Connection {
  readonly client: Socket;
  readonly server: Socket;
}

/** The client connects to a port of the server, which listens there and accepts. */
export async function connect(
  { client, server }: Pick<Lab, 'client' | 'server'>,
  port: number,
  options: ConnectOptions = {},
): Promise<Connection> {
  const listener = await server.listen(port);
  const socket = await client.connect(server, port, options);
  return { client: socket, server: await listener.accept() };
}

/** The client asks, the server answers, and both have read everything. */
export async function exchange(
  { client, server }: Connection,
  request: string = REQUEST,
  response: string = RESPONSE,
): Promise<void> {
  await client.send(request);
  await server.receiveExactly(request.length);
  await server.send(response);
  await client.receiveExactly(response.length);
}
