/** A connect with a type of service, and an ACK without a connection: what Node cannot send, and perl can. */
import { describe, expect, test } from 'vitest';
import { answersBareAck } from '../../../src/probe/controls/bare-ack.ts';
import { connectMarked } from '../../../src/probe/controls/marked-connect.ts';
import { type System, thisSystem } from '../../../src/probe/local/system.ts';
import { fakeSystem } from '../local/fake-system.ts';
import { closedPort, serve } from '../servers.ts';

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
const { signal } = new AbortController();

/** Prints this, whatever perl is asked. */
function printing(text: string, more: Partial<System> = {}): System {
  return { ...fakeSystem({}), run: () => Promise.resolve(text), ...more };
}

describe('a connect with a type of service', () => {
  test.runIf(process.platform === 'linux')(
    'reaches whoever listens, and takes no longer than the other end',
    async () => {
      const peers: number[] = [];
      const port = await serve((socket) => {
        peers.push(socket.remotePort ?? 0);
        socket.end();
      });
      const closed = await closedPort();
      const own = await connectMarked('127.0.0.1', [port, closed], 30, thisSystem, signal);
      expect([...own.keys()]).toEqual([port, closed]);
      await expect.poll(() => peers).toEqual([own.get(port)]);
    },
  );

  test('gives nothing where there is no perl, or it prints something else', async () => {
    expect([...(await connectMarked('192.0.2.1', [80], 1, fakeSystem({}), signal))]).toEqual([]);
    const odd = printing('80 40000\n81 40001\n443 x\n\nperl: warning\n');
    expect([...(await connectMarked('192.0.2.1', [80, 443], 1, odd, signal))]).toEqual([[80, 40_000]]);
  });
});

describe('an ACK without a connection', () => {
  test.runIf(isRootOnLinux)('is answered with a reset by a port that listens, and by one that does not', async () => {
    const port = await serve(() => {});
    expect(await answersBareAck('127.0.0.1', port, 60, thisSystem, signal)).toBe(true);
    expect(await answersBareAck('127.0.0.1', await closedPort(), 60, thisSystem, signal)).toBe(true);
  });

  test.each([
    ['who is not root', printing('reset\n', { userId: 1000 }), '192.0.2.1'],
    ['another system', printing('reset\n', { platform: 'darwin' }), '192.0.2.1'],
    ['IPv6', printing('reset\n'), '2001:db8::1'],
    ['no perl', fakeSystem({}), '192.0.2.1'],
  ])('is not tried: %s', async (_, system, address) => {
    expect(await answersBareAck(address, 80, 1, system, signal)).toBeUndefined();
  });

  test('what perl prints', async () => {
    expect(await answersBareAck('192.0.2.1', 80, 1, printing('reset\n'), signal)).toBe(true);
    expect(await answersBareAck('192.0.2.1', 80, 1, printing(''), signal)).toBe(false);
  });
});
