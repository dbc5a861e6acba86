/** A proxy on the server, the server behind it on the backend, and a client whose answer is on its way through both. */
import type { Listener, Socket } from '../agent.ts';
import type { Lab } from '../lab.ts';
import { REQUEST } from './_messages.ts';

/** The first part of an answer of 1000 bytes. */
export const PART: string = `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(100)}`;

/** The ends of both connections. */
export interface Through {
  readonly client: Socket;
  readonly backend: Socket;
}

/** The client asks through the proxy on port 8080, and has got the first part of the answer from port 9000 of the backend. */
export async function answerPartly({ client, server }: Lab, listener: Listener): Promise<Through> {
  const socket = await client.connect(server, 8080);
  await socket.send(REQUEST);
  const behind = await listener.accept();
  await behind.receive();
  await behind.send(PART);
  while (!(await socket.receive()).includes('xxx'));
  return { client: socket, backend: behind };
}
