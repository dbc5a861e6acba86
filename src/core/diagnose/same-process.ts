/** Whether two events of a kernel’s account happened in the time of one process. */
import type { KernelEvent } from '../model/witness.ts';

/** In whose time. */
export type Task = Pick<KernelEvent, 'comm' | 'pid' | 'tgid'>;

/** By the number of the process where the trace has it, else by that of the task and its name, else by the name alone. */
export function isSameProcess(one: Task, other: Task): boolean {
  if (one.tgid !== undefined && other.tgid !== undefined) return one.tgid === other.tgid;
  if (one.comm === undefined || one.comm !== other.comm) return false;
  return one.pid === undefined || other.pid === undefined || one.pid === other.pid;
}
