/** A client that asks and then keeps its connection without using it, as pools do. */
import type { Socket } from '../agent.ts';
import type { Lab } from '../lab.ts';
import { REQUEST } from './_messages.ts';

/** Connects to a port of the server and asks, each time waiting for an answer. */
export async function ask(
  { client, server }: Pick<Lab, 'client' | 'server'>,
  port: number,
  requests: readonly (string | Uint8Array)[],
): Promise<Socket> {
  const socket = await client.connect(server, port);
  for (const request of requests) {
    await socket.send(request);
    await socket.receive();
  }
  return socket;
}

/** Asks, waits until the server closes what is not used, and closes too. */
export async function leaveIdle(
  lab: Pick<Lab, 'client' | 'server' | 'seen'>,
  port: number,
  requests: readonly (string | Uint8Array)[] = [REQUEST],
): Promise<void> {
  const { client, server, seen } = lab;
  const socket = await ask(lab, port, requests);
  await socket.receiveAll();
  await socket.close();
  await seen(server, 'F.');
  await seen(client, 'F.');
  await seen(server, '.');
}
