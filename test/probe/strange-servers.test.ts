/** Whatever a server sends, and however it ends: a probe comes to its end in time, and never throws. */

import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thisMachine } from '../../src/probe/machine.ts';
import { probe } from '../../src/probe/probe.ts';
import { schemes } from '../../src/probe/target.ts';
import { QUICK } from './brief.ts';
import { serve } from './servers.ts';

type Behaviour = { readonly bytes: Uint8Array; readonly waits: boolean; readonly end: 'fin' | 'reset' | 'nothing' };

const starts = [
  '',
  'HTTP/1.1 200 OK\r\n',
  'SSH-2.0-',
  '220-',
  '+',
  '-ERR ',
  'S',
  'N',
  '\x16\x03\x03',
  '\x15\x03\x01\x00\x02\x02\x28',
  'AMQP',
  'E\0\0\0',
];

const behaviours = fc.record({
  bytes: fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }))
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest])),
  waits: fc.boolean(),
  end: fc.constantFrom('fin' as const, 'reset' as const, 'nothing' as const),
});

function behave(socket: Socket, { bytes, waits, end }: Behaviour): void {
  const act = (): void => {
    socket.write(bytes, () => {
      if (end === 'fin') socket.end();
      if (end === 'reset') socket.resetAndDestroy();
    });
  };
  socket.on('end', () => socket.end());
  if (waits) socket.once('data', act);
  else {
    socket.resume();
    act();
  }
}

test.each([
  ['any server', 150, false],
  ['any proxy', 60, true],
])('%s', { timeout: 60_000 }, async (_, numRuns, isProxy) => {
  let behaviour: Behaviour = { bytes: new Uint8Array(), waits: false, end: 'fin' };
  const port = await serve((socket) => behave(socket, behaviour));
  const target = isProxy
    ? await serve((socket) => behave(socket, { bytes: new Uint8Array(), waits: false, end: 'nothing' }))
    : port;
  const address = `127.0.0.1:${port}`;
  const env = isProxy ? { http_proxy: address, all_proxy: `user:pass@${address}` } : {};
  const options = { ...QUICK, timeoutSeconds: 0.05, waitSeconds: 0.02, machine: { ...thisMachine, env } };
  const names = fc.constantFrom(...Object.keys(schemes));
  const property = fc.asyncProperty(names, behaviours, async (scheme, next) => {
    behaviour = next;
    const result = await probe(`${scheme}://127.0.0.1:${target}`, options);
    return (
      (result.observation.proxy !== undefined) === isProxy &&
      result.verdict.cause !== '' &&
      result.verdict.confidence !== 'certain' &&
      result.stages.every(({ status }) => status !== 'running')
    );
  });
  await expect(fc.assert(property, { numRuns })).resolves.toBeUndefined();
});
