/** A transfer over a path that is not good, that both ends close as they should. */
import type { Lab, PathSettings } from '../lab.ts';
import { connect } from './_connection.ts';
import { REQUEST } from './_messages.ts';

const LENGTH = 6000;
const HEAD = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${LENGTH}\r\n\r\n`;

/** The client asks and gets an answer of some segments; the server closes, then the client. */
export async function transfer(lab: Lab, path: PathSettings): Promise<void> {
  const { client, server, seen, slowPath } = lab;
  await slowPath(path);
  const ends = await connect(lab, 8080);
  await ends.client.send(REQUEST);
  await ends.server.receiveExactly(REQUEST.length);
  await ends.server.send(HEAD + 'x'.repeat(LENGTH));
  await ends.server.close();
  await ends.client.receiveAll();
  await ends.client.close();
  await seen(client, 'F.');
  await seen(server, '.');
}
