/** What servers say to a packet of QUIC. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A Version Negotiation packet in answer to this one (RFC 9000 §17.2.1). */
export function negotiate(packet: Buffer, versions: readonly number[]): Buffer {
  const toLength = packet.readUInt8(5);
  const destinationId = packet.subarray(6, 6 + toLength);
  const sourceId = packet.subarray(7 + toLength, 7 + toLength + packet.readUInt8(6 + toLength));
  return pack(sourceId, destinationId, versions);
}

/** Such a packet with these ids. */
export function pack(toId: Uint8Array, fromId: Uint8Array, versions: readonly number[]): Buffer {
  const list = Buffer.alloc(4 * versions.length);
  for (const [i, version] of versions.entries()) list.writeUInt32BE(version, 4 * i);
  return Buffer.concat([
    Buffer.from([0xb7, 0, 0, 0, 0, toId.length]),
    toId,
    Buffer.from([fromId.length]),
    fromId,
    list,
  ]);
}

/** A UDP server that says this to the so-manieth packet; its port, and what came. It is gone when the test is. */
export async function serveUdp(
  say: (packet: Buffer, index: number) => Buffer | undefined,
  port = 0,
  host = '127.0.0.1',
): Promise<{ readonly port: number; readonly heard: readonly Buffer[] }> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  onTestFinished(() => void socket.close());
  const heard: Buffer[] = [];
  socket.on('message', (packet, from) => {
    heard.push(packet);
    const answer = say(packet, heard.length - 1);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  socket.bind(port, host);
  await once(socket, 'listening');
  return { port: socket.address().port, heard };
}
