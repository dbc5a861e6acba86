/** Calls of accept(2) that found no free descriptor, by the account of a kernel, and which connections they tell of. */
import { describe, expect, it } from 'vitest';
import type { KernelAcceptFailureFact } from '../../src/core/model/witness-fact.ts';
import { ANSWERED, connectionOf, listens, served, state, type Task, testimonyOf, traceLine } from './testimonies.ts';

const connection = connectionOf(ANSWERED);
const NODE: Task = ['node', 100];
const MASTER: Task = ['nginx', 200];
const WORKER: Task = ['nginx', 201];
const NOBODY: Task = ['swapper', 0];

function failureOf(lines: readonly string[]): Omit<KernelAcceptFailureFact, 'packets'> | undefined {
  const facts = testimonyOf(connection, 1, { 'kernel.txt': lines });
  return facts.find((fact): fact is Omit<KernelAcceptFailureFact, 'packets'> => fact.kind === 'kernel-accept-failure');
}

function fails(seconds: number, task: Task, result = '0xffffffffffffffe8'): string {
  return traceLine(seconds, task, `sys_accept4 -> ${result}`);
}

describe('the process that closed the connection', () => {
  it('failed right before', () => {
    expect(failureOf([...served(NODE), fails(0.999, NODE)])).toMatchObject({
      by: 'closed',
      comm: 'node',
      error: 'EMFILE',
      said: { line: 6 },
    });
    expect(failureOf([...served(NODE), fails(0.999, NODE, '0xffffffffffffffe9')])).toMatchObject({ error: 'ENFILE' });
  });

  it.each([
    ['in another process', fails(0.999, ['node', 101])],
    ['in a process of another name', fails(0.999, ['nginx', 100])],
    ['long before', fails(0.9, NODE)],
    ['after it', fails(1.001, NODE)],
    ['because nothing waited', fails(0.999, NODE, '0xfffffffffffffff5')],
    ['or rather went well', fails(0.999, NODE, '0x18')],
  ])('is not told of where a call failed %s', (_, line) => {
    expect(failureOf([...served(NODE), line])).toBeUndefined();
  });

  it('is told by the number of the process, whichever of its threads called', () => {
    const [first = '', second = '', ...rest] = served(['node', 100, 100]);
    const thread = traceLine(0.999, ['worker', 102, 100], 'sys_accept4 -> 0xffffffffffffffe8');
    // Failures are found by the name of the thread, and that is another one.
    expect(failureOf([first, second, ...rest, thread])).toBeUndefined();
    const named = traceLine(0.999, ['node', 102, 100], 'sys_accept4 -> 0xffffffffffffffe8');
    expect(failureOf([first, second, ...rest, named])).toMatchObject({ by: 'closed' });
  });
});

describe('a connection that nobody accepts', () => {
  const [synReceived = '', established = ''] = served(NOBODY);
  const waits = [listens(-5, MASTER, true), synReceived, established, state(1, NOBODY, 'ESTABLISHED', 'CLOSE_WAIT')];

  it.each([
    ['the program that listens', waits],
    [
      'the program that served others on that port before the trace began',
      [...waits.slice(1), ...served(WORKER, 0.9, { remote: '192.0.2.1:39999' })],
    ],
  ])('is told of where %s fails', (_, lines) => {
    expect(failureOf([...lines, fails(0.3, WORKER)])).toMatchObject({ by: 'waiting', mayBeOthers: false });
  });

  it.each([
    ['another program fails', [...waits, fails(0.3, NODE)]],
    ['it failed before the connection was there', [...waits, fails(0.0105, WORKER)]],
    ['it fails after the client has left', [...waits, fails(1.01, WORKER)]],
    ['another port’s program fails', [...waits.slice(1), listens(-5, WORKER, true, '0.0.0.0:81'), fails(0.3, WORKER)]],
    ['nothing says who serves the port', [...waits.slice(1), fails(0.3, WORKER)]],
  ])('is not where %s', (_, lines) => {
    expect(failureOf(lines)).toBeUndefined();
  });

  it('may be another host’s where the account has several', () => {
    const others = served(WORKER, 0.5, { local: '198.51.100.9:80', remote: '192.0.2.9:1' });
    expect(failureOf([...waits, ...others, fails(0.3, WORKER)])).toMatchObject({ mayBeOthers: true });
  });
});

describe('a program that tries again and again', () => {
  it('is looked at so far, and no further', () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => fails(0.02 + at / 100_000, ['busy', 7]));
    expect(failureOf([...served(['busy', 7], 0.21), ...lines])).toMatchObject({ by: 'closed' });
  });
});
