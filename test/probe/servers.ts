/** Servers on loopback for tests of the probe, and machines whose network is not there. */
import { createServer, type Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Machine, thisMachine } from '../../src/probe/machine.ts';

/** A server that does this with every connection; its port. It is gone when the test is. */
export async function serve(onConnection: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  return await listen(server, sockets, host);
}

/** Lets a server listen on a free port until the test ends. */
export async function listen(
  server: Server,
  sockets: ReadonlySet<Socket> = new Set(),
  host = '127.0.0.1',
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve());
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a connect of an unreal machine comes to: an error code, or nothing at all. */
export type Fate = string | 'silence';

const NUMBERS: Readonly<Record<string, number>> = {
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  ENETUNREACH: 101,
  EACCES: 13,
  EPERM: 1,
};

/** A machine whose connects fail as is said for each address; it opens no socket of the system. */
export function unrealMachine(fates: Readonly<Record<string, Fate>>, more: Partial<Machine> = {}): Machine {
  return {
    ...thisMachine,
    env: {},
    run: () => Promise.reject(new Error('no such program')),
    resolve: async (_, family) => ({
      addresses: Object.keys(fates).filter((address) => address.includes(':') === (family === 6)),
    }),
    openSocket: (address) => {
      const socket = new Socket();
      const code = fates[address] ?? 'ECONNREFUSED';
      if (code === 'silence') return socket;
      const error = Object.assign(new Error(`connect ${code} ${address}`), {
        code,
        errno: -(NUMBERS[code] ?? 5),
        syscall: 'connect',
      });
      setImmediate(() => socket.destroy(error));
      return socket;
    },
    ...more,
  };
}
