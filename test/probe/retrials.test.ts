/** What else is tried after a connection that was cut short without an answer, and what it tells. */
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { probe } from '../../src/probe/probe.ts';
import { onFirstData, QUICK } from './brief.ts';
import { listen, serve } from './servers.ts';

describe('a server that answers nothing', () => {
  /** The cause, how sure, and what it may be else; and what became of a connection on which nothing was said. */
  async function ask(scheme: string, onConnection: (socket: Socket) => void): Promise<readonly string[]> {
    const port = await serve(onConnection);
    const { verdict, observation } = await probe(`${scheme}://127.0.0.1:${port}/`, QUICK);
    const others = verdict.alternatives.map(({ cause }) => cause).toSorted();
    return [observation.wordless?.outcome ?? 'not tried', `${verdict.cause} ${verdict.confidence}`, ...others];
  }
  const end = (socket: Socket): void => void socket.resume().end();
  const endWithIt = (socket: Socket): void => void onFirstData(socket, () => socket.end());
  const reset = (socket: Socket): void => void setTimeout(() => socket.resume().resetAndDestroy(), 30);

  test.each(['http', 'https', 'redis'])('and ends all connections, of %s: a forwarder, likely', async (scheme) => {
    expect(await ask(scheme, end)).toEqual([
      'fin',
      'forwarder-without-backend likely',
      'access-list-after-accept',
      'closed-without-response',
      'connection-limit',
    ]);
  });

  test('and leaves the request unread, as it ends all connections', async () => {
    const server = createServer({ pauseOnConnect: true }, (socket) => setTimeout(() => socket.destroy(), 30));
    const { verdict, observation } = await probe(`http://127.0.0.1:${await listen(server)}/`, QUICK);
    expect([observation.close?.how, observation.wordless?.outcome]).toEqual(['reset', 'fin']);
    expect([verdict.cause, verdict.confidence]).toEqual(['forwarder-without-backend', 'likely']);
    const others = verdict.alternatives.map(({ cause }) => cause);
    expect(others).toContain('unread-data-at-close');
    expect(others).not.toContain('abortive-close');
  });

  test('and resets all connections: nothing was left unread', async () => {
    const [outcome, first, ...others] = await ask('http', reset);
    expect([outcome, first]).toEqual(['reset', 'forwarder-without-backend possible']);
    expect(others).toContain('abortive-close');
    expect(others).not.toContain('unread-data-at-close');
  });

  test('but only where something is asked: no forwarder, and no limit', async () => {
    expect(await ask('http', endWithIt)).toEqual(['open', 'closed-without-response likely']);
    expect(await ask('https', endWithIt)).toEqual(['open', 'closed-without-response possible', 'server-name-blocking']);
  });

  test('and ends late: another connection is not waited for', async () => {
    const late = (socket: Socket): void => void setTimeout(() => socket.resume().end(), 1100);
    expect((await ask('http', late))[0]).toBe('not tried');
  });

  test('and speaks where nothing is asked', async () => {
    const speaks = (socket: Socket): void => {
      const timer = setTimeout(() => socket.write('220 hello\r\n'), 100);
      onFirstData(socket, () => {
        clearTimeout(timer);
        socket.end();
      });
    };
    expect((await ask('http', speaks))[0]).toBe('spoke');
  });

  test('and ends every second connection alone: what was asked made no difference', async () => {
    let count = 0;
    const sometimes = (socket: Socket): void => {
      count += 1;
      // The other way is tried on the second.
      if (count <= 2) socket.resume().end();
    };
    expect(await ask('http', sometimes)).toEqual(['open', 'closed-without-response likely']);
  });
});
