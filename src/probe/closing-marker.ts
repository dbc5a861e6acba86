/**
 * A datagram of this program to itself, past all of which whoever captures has seen what was sent and received before: the
 * kernel hands packets over in their order.
 */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

/** The datagram. */
export interface ClosingMarker {
  /** Where it goes: a port of 127.0.0.1 that is this program’s own. */
  readonly port: number;
  /** Whether a packet is it. */
  readonly isIn: (packet: Buffer) => boolean;
  readonly send: () => void;
  /** May be called again. */
  readonly close: () => void;
}

/** Opens a socket for it; `undefined` where loopback is not to be had. */
export async function openMarker(): Promise<ClosingMarker | undefined> {
  const token = randomBytes(16);
  const socket: Socket = createSocket('udp4');
  // Whether it arrives is seen in the capture.
  const ignore = (): void => {};
  return await new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind(0, '127.0.0.1', () => {
      socket.removeAllListeners('error');
      socket.on('error', ignore);
      const { port } = socket.address();
      let isOpen = true;
      resolve({
        port,
        isIn: (packet) => packet.includes(token),
        send: () => socket.send(token, port, '127.0.0.1', ignore),
        close: () => {
          if (isOpen) socket.close();
          isOpen = false;
        },
      });
    });
  });
}
