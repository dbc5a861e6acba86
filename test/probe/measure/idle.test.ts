import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { measureIdle } from '../../../src/probe/measure/idle.ts';
import type { MeasureOptions } from '../../../src/probe/measure/measure-options.ts';
import { parseTarget } from '../../../src/probe/target.ts';
import { OK, QUICK } from '../brief.ts';
import { closedPort, serve } from '../servers.ts';

const OPTIONS: MeasureOptions = { timeoutSeconds: 0.7, machine: QUICK.machine! };

/** Answers every request, and does this with the connection after so long without one; of all its connections. */
function answering(idleMs: number, onIdle: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    let timer: NodeJS.Timeout | undefined;
    let isForgotten = false;
    socket.on('data', () => {
      clearTimeout(timer);
      if (isForgotten) return;
      socket.write(OK);
      timer = setTimeout(() => {
        isForgotten = true;
        onIdle(socket);
      }, idleMs);
    });
    socket.on('close', () => clearTimeout(timer));
  };
}

async function measure(port: number, limit: number, options: MeasureOptions = {}, scheme = 'http') {
  return await measureIdle(parseTarget(`${scheme}://127.0.0.1:${port}`)!, limit, { ...OPTIONS, ...options });
}

describe('an idle time-out', () => {
  test('of a server that closes is known exactly', async () => {
    const port = await serve(answering(900, (socket) => socket.end()));
    const found = await measure(port, 3);
    expect(found).toMatchObject({ finding: 'closes-idle', severity: 'benign', cause: 'server-idle-timeout' });
    const closed = found.samples.filter(({ outcome }) => outcome === 'fin');
    expect(closed.length).toBeGreaterThan(1);
    for (const { idleSeconds } of closed) expect(idleSeconds).toBeGreaterThan(0.85);
    expect(Math.min(...closed.map(({ idleSeconds }) => idleSeconds!))).toBeLessThan(1.3);
    expect(found.seconds).toBeLessThan(3);
  });

  test('that shows only on use is bounded from both sides', async () => {
    const port = await serve(answering(900, () => {}));
    const found = await measure(port, 1.5);
    expect(found).toMatchObject({ finding: 'loses-idle', severity: 'failure', cause: 'middlebox-idle-timeout' });
    const [, low, high] = /between ([\d.]+) (?:ms|s) and ([\d.]+)/.exec(found.summary) ?? [];
    expect(found.summary).toMatch(/without a word after about/);
    expect(low).toBeDefined();
    expect(high).toBeDefined();
    const worked = found.samples.filter(({ good }) => good).map(({ idleSeconds }) => idleSeconds!);
    expect(Math.max(...worked)).toBeLessThan(0.95);
  });

  test('that answers a use with a reset', async () => {
    const port = await serve((socket) => {
      let last = performance.now();
      socket.on('data', () => {
        const isStale = performance.now() - last > 800;
        last = performance.now();
        if (isStale) socket.resetAndDestroy();
        else socket.write(OK);
      });
    });
    const found = await measure(port, 1.5);
    expect(found.finding).toBe('loses-idle');
    expect(found.samples.map(({ outcome }) => outcome)).toContain('reset-on-use');
  });

  test('of a server that has none is not found', async () => {
    const port = await serve((socket) => socket.on('data', () => socket.write(OK)));
    expect(await measure(port, 0.6)).toMatchObject({ finding: 'keeps-idle', severity: 'benign' });
  });

  test('is no close that comes with an answer', async () => {
    const port = await serve((socket) => {
      let requests = 0;
      socket.on('data', () => (++requests < 2 ? socket.write(OK) : socket.end(OK)));
    });
    const found = await measure(port, 0.6);
    expect(found).toMatchObject({ finding: 'keeps-idle' });
    expect(found.samples.every(({ good }) => good)).toBe(true);
  });

  test('of a server that says why it closes', async () => {
    const port = await serve((socket) => {
      socket.write('220 mail\r\n');
      let timer: NodeJS.Timeout | undefined;
      socket.on('data', () => {
        clearTimeout(timer);
        socket.write('250 ok\r\n');
        timer = setTimeout(() => socket.end('421 4.4.2 Error: timeout exceeded\r\n'), 700);
      });
      socket.on('close', () => clearTimeout(timer));
    });
    const found = await measure(port, 2, {}, 'smtp');
    expect(found.finding).toBe('closes-idle');
    expect(found.reasons).toContain('before it closed it said: 421 4.4.2 Error: timeout exceeded');
  });

  test('is found without a word to say: the server closes in answer to a close', async () => {
    const port = await serve((socket) => socket.on('end', () => socket.end()).resume());
    expect(await measure(port, 0.6, {}, 'tcp')).toMatchObject({ finding: 'keeps-idle' });
    const deaf = await serve((socket) => socket.resume());
    expect(await measure(deaf, 0.6, {}, 'tcp')).toMatchObject({ finding: 'undecided', severity: 'benign' });
  });
});

describe('there is nothing to measure', () => {
  test('where the server closes after each answer', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(OK)));
    expect(await measure(port, 5)).toMatchObject({ finding: 'not-kept-open', severity: 'benign' });
  });

  test('where nobody listens, or nothing is answered', async () => {
    expect(await measure(await closedPort(), 5)).toMatchObject({
      finding: 'undecided',
      severity: 'failure',
      summary: expect.stringContaining('connect refused'),
    });
    const port = await serve((socket) => socket.resume());
    expect(await measure(port, 5)).toMatchObject({
      severity: 'failure',
      summary: expect.stringContaining('does not answer'),
    });
  });

  test('for so long: a RangeError', async () => {
    await expect(measure(1, 0)).rejects.toThrow(RangeError);
    await expect(measure(1, Number.NaN)).rejects.toThrow(RangeError);
    await expect(measure(1, 5, { timeoutSeconds: 0 })).rejects.toThrow(RangeError);
  });
});

test('an interrupt ends it with what is known, and leaves nothing open', async () => {
  let open = 0;
  const port = await serve((socket) => {
    open++;
    socket.on('data', () => socket.write(OK));
    socket.on('close', () => open--);
    socket.on('end', () => socket.end());
  });
  const stop = new AbortController();
  const began = performance.now();
  const found = await measure(port, 60, {
    signal: stop.signal,
    onProgress: (text) => {
      if (text.includes('works after')) stop.abort();
    },
  });
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(found).toMatchObject({
    finding: 'undecided',
    interrupted: true,
    summary: expect.stringContaining('still works'),
  });
  await expect.poll(() => open).toBe(0);
});
