import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { MeasureOptions } from '../../../src/probe/measure/measure-options.ts';
import { measurePayloads, mtuTo } from '../../../src/probe/measure/payload.ts';
import { judgePayloads, type PayloadSample, payloadBounds } from '../../../src/probe/measure/payload-judge.ts';
import { parseTarget } from '../../../src/probe/target.ts';
import { OK, QUICK } from '../brief.ts';
import { closedPort, serve } from '../servers.ts';

const OPTIONS: MeasureOptions = { timeoutSeconds: 0.5, machine: QUICK.machine! };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';

async function measure(onConnection: (socket: Socket) => void, scheme = 'http') {
  const port = await serve(onConnection);
  return await measurePayloads(parseTarget(`${scheme}://127.0.0.1:${port}/`)!, OPTIONS);
}

/** Calls back with each whole request and the largest part in which it came. */
function onRequest(socket: Socket, then: (text: string, largest: number) => void): void {
  let [text, largest] = ['', 0];
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    largest = Math.max(largest, bytes.length);
    if (text.endsWith('\r\n\r\n')) then(text, largest);
  });
}

function answer(socket: Socket, text: string): void {
  socket.end(text.startsWith('HEAD') ? HEAD : OK);
}

describe('requests of growing size', () => {
  test('that are lost by the size of their segments are a black hole, and the bounds are close', async () => {
    const found = await measure((socket) =>
      onRequest(socket, (text, largest) => {
        if (largest <= 1333) answer(socket, text);
      }),
    );
    expect(found).toMatchObject({ finding: 'black-hole', confidence: 'likely', cause: 'path-mtu-black-hole' });
    const { passes, fails } = payloadBounds(found.samples as PayloadSample[]);
    expect(passes).toBeGreaterThan(1320);
    expect(passes).toBeLessThanOrEqual(1333);
    expect(fails).toBeGreaterThan(1333);
    expect(fails! - passes).toBeLessThanOrEqual(12);
  });

  test('that are lost by their own size are none', async () => {
    const found = await measure((socket) =>
      onRequest(socket, (text) => {
        if (text.length <= 1333) answer(socket, text);
      }),
    );
    expect(found).toMatchObject({ finding: 'size-refused', severity: 'suspicious' });
    expect(found.cause).toBeUndefined();
  });

  test('that are answered by a reset are a limit of somebody', async () => {
    const found = await measure((socket) =>
      onRequest(socket, (text) => (text.length <= 1333 ? answer(socket, text) : socket.resetAndDestroy())),
    );
    expect(found).toMatchObject({ finding: 'size-refused', summary: expect.stringContaining('(reset)') });
  });

  test('that are all answered: no black hole, and what is known of the way back', async () => {
    const found = await measure((socket) =>
      onRequest(socket, (text) =>
        text.startsWith('HEAD')
          ? socket.end(HEAD)
          : socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(5000)}`),
      ),
    );
    expect(found).toMatchObject({ finding: 'no-black-hole', severity: 'benign', confidence: 'likely' });
    expect(found.reasons.join('\n')).toContain('an answer of 5041 bytes came whole');
  });

  test('answered with an error all the same', async () => {
    const found = await measure((socket) =>
      onRequest(socket, (text) =>
        socket.end(`HTTP/1.1 ${text.length > 2000 ? '431 Too Large' : '200 OK'}\r\nContent-Length: 0\r\n\r\n`),
      ),
    );
    expect(found.finding).toBe('no-black-hole');
    expect(found.reasons.join('\n')).toContain('of the way back nothing is known');
  });

  test('while a whole answer never comes: perhaps the way back', async () => {
    const found = await measure((socket) =>
      onRequest(socket, (text) => {
        if (text.startsWith('HEAD')) socket.end(HEAD);
      }),
    );
    expect(found).toMatchObject({ finding: 'undecided', confidence: 'possible', severity: 'suspicious' });
    expect(found.reasons.join('\n')).toContain('slow to make its answer looks the same');
  });

  test('to Redis, where blanks make them long', async () => {
    const sizes: number[] = [];
    const found = await measure(
      (socket) =>
        socket.on('data', (bytes) => {
          sizes.push(bytes.length);
          socket.write(/^PING *\r\n$/.test(bytes.toString()) ? '+PONG\r\n' : '-ERR\r\n');
        }),
      'redis',
    );
    expect(found.finding).toBe('no-black-hole');
    expect(Math.max(...sizes)).toBe(7900);
  });

  test('cannot be made where nobody answers, and of other protocols', async () => {
    const port = await closedPort();
    for (const scheme of ['http', 'ssh', 'tcp']) {
      const found = await measurePayloads(parseTarget(`${scheme}://127.0.0.1:${port}`)!, OPTIONS);
      expect(found).toMatchObject({ finding: 'undecided', severity: 'failure' });
    }
  });
});

/** Samples in order: sizes that passed, negative ones that did not, `p` before those in pieces. */
function samples(text: string): PayloadSample[] {
  return text.split(' ').map((word, at) => {
    const pieces = word.startsWith('p');
    const number = Number(word.replace('p', ''));
    const good = number > 0;
    return { at, good, bytes: Math.abs(number), outcome: good ? 'answered' : 'no answer', answerSeconds: 0.01, pieces };
  });
}

describe('the judgement', () => {
  test.each([
    ['all that is needed', '300 900 1300 -1400 -1460 -1400 -1400 p1400 p1400 1300 1300', 'black-hole, likely'],
    ['nothing passed after it', '300 900 1300 1300 -1400 -1460 -1400 -1400 p1400 p1400', 'undecided, '],
    ['it failed too seldom', '300 900 1300 -1400 p1400 p1400 1300 1300', 'undecided, '],
    ['no pieces were tried', '300 900 1300 -1400 -1460 -1400 1300 1300', 'black-hole, possible'],
    ['one of the pieces was lost', '300 900 1300 -1400 -1460 -1400 p1400 p-1400 1300 1300', 'black-hole, possible'],
    ['pieces fail as well', '300 900 1300 -1400 -1460 -1400 p-1400 p-1400 1300 1300', 'size-refused, possible'],
    ['something larger passes', '300 900 -1300 1400 -1460 -1300', 'unsteady, possible'],
    ['it failed and passed', '300 900 1400 -1400 -1460', 'unsteady, possible'],
    ['full segments pass', '300 900 1460 -2000 -4000 -2000 -2000 p2000 p2000 1460 1460', 'undecided, '],
  ])('where %s', (_, text, expected) => {
    const { finding, confidence = '' } = judgePayloads({ samples: samples(text), mtu: 1500 });
    expect(`${finding}, ${confidence}`).toBe(expected);
  });

  test('of an interrupted run says nothing of what was not tried', () => {
    const seen = { samples: samples('300 900 1100'), mtu: 1500, interrupted: true };
    expect(judgePayloads(seen)).toMatchObject({ finding: 'undecided', severity: 'benign' });
  });

  test('names answers that came late', () => {
    const late = samples('300 900 1300 1400').map((sample) => ({
      ...sample,
      answerSeconds: sample.bytes > 1300 ? 3.2 : 0.01,
    }));
    expect(judgePayloads({ samples: late, mtu: 1500 })).toMatchObject({
      severity: 'suspicious',
      confidence: 'possible',
    });
  });
});

test('the MTU of the way out', async () => {
  const machine = {
    ...QUICK.machine!,
    platform: 'linux',
    run: async (_: string, args: readonly string[]) =>
      args.includes('route') ? '[{"dst":"192.0.2.9","dev":"eth0"}]' : '[{"ifname":"eth0","mtu":1400}]',
  };
  const { signal } = new AbortController();
  expect(await mtuTo('192.0.2.9', machine, signal)).toBe(1400);
  expect(await mtuTo('192.0.2.9', { ...machine, run: async () => 'nonsense' }, signal)).toBeUndefined();
  const run = async (command: string): Promise<string> =>
    command === 'ip' ? await machine.run('ip', ['link']) : 'interface: eth0\n';
  expect(await mtuTo('192.0.2.9', { ...machine, platform: 'darwin', run }, signal)).toBeUndefined();
});
