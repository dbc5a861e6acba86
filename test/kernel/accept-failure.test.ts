/** The end of accept(2) as the programs print it that read trace events, and what only looks alike. */
import { describe, expect, it } from 'vitest';
import { readKernelLine } from '../../src/core/kernel/_read-kernel-line.ts';

function eventOf(line: string): unknown {
  const read = readKernelLine(line);
  return read?.kind === 'event' ? read.event : undefined;
}

describe('the end of accept(2)', () => {
  it.each([
    ['tracefs', 'node-812  [001] ..... 12.5: sys_accept4 -> 0xffffffffffffffe8', 'EMFILE'],
    ['tracefs, tgid', 'node-813  (    812) [001] ..... 12.5: sys_accept -> 0xffffffffffffffe9', 'ENFILE'],
    ['tracefs of 32 bits', 'node-812  [001] ..... 12.5: sys_accept4 -> 0xffffffe8', 'EMFILE'],
    ['trace-cmd report', 'node-812  [001] 12.5: sys_exit_accept4:     0xffffffffffffffe8', 'EMFILE'],
    ['perf script', 'node  812 [001] 12.5: syscalls:sys_exit_accept: 0xffffffffffffffe8', 'EMFILE'],
    ['the short form', '12.5 sys_exit_accept4 ret=-24 comm=node', 'EMFILE'],
  ])('of %s', (_, line, error) => {
    expect(eventOf(line)).toMatchObject({ kind: 'accept-failure', error, seconds: 12.5, comm: 'node' });
  });

  it.each([
    ['a descriptor', 'node-812  [001] ..... 12.5: sys_accept4 -> 0x18'],
    ['that nothing waits (EAGAIN)', 'node-812  [001] ..... 12.5: sys_accept4 -> 0xfffffffffffffff5'],
    ['that the client has gone (ECONNABORTED)', 'node-812  [001] ..... 12.5: sys_accept4 -> 0xffffffffffffff99'],
    ['the call itself', 'node-812  [001] ..... 12.5: sys_accept4(fd: 12, upeer_sockaddr: 0, flags: 80800)'],
    ['another call', 'node-812  [001] ..... 12.5: sys_openat -> 0xffffffffffffffe8'],
    ['nothing', 'node-812  [001] ..... 12.5: sys_accept4 -> '],
    ['a longer number', 'node-812  [001] ..... 12.5: sys_accept4 -> 0x1ffffffffffffffe8'],
    ['something behind it', 'node-812  [001] ..... 12.5: sys_accept4 -> 0xffffffffffffffe8 x'],
  ])('not %s', (_, line) => {
    expect(readKernelLine(line)).toBeUndefined();
  });
});
