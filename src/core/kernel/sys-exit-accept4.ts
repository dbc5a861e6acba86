/** `syscalls:sys_exit_accept4`: accept4(2) returns; there where the kernel has `CONFIG_FTRACE_SYSCALLS`. */
import { readAcceptFailure } from './_accept-failure.ts';
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'sys-exit-accept4',
  event: 'sys_exit_accept4',
  read: readAcceptFailure,
};
