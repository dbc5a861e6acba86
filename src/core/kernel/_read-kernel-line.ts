/**
 * A line of a kernel’s account: an event as tracefs, `trace-cmd report` or `perf script` print it, or in short (seconds,
 * event, fields), or a counter as nstat prints it. What is none of these is none.
 */
import type { KernelCounter, KernelEvent } from '../model/witness.ts';
import { TraceFields } from './_tracepoint.ts';
import { tracepoints } from './index.ts';

/** Nothing that these programs print of the events read here is longer. */
export const LINE_MAX = 2048;

/**
 * `  nginx-1234    (1230) [001] ..s2. 1795681589.493561: tcp_send_reset: skbaddr=…`; trace-cmd may leave the flags out. Of the end
 * of a system call: `sys_accept4 -> 0xffffffffffffffe8`.
 */
const TRACEFS =
  /^\s*(.{1,64})-(\d{1,10})\s+(?:\(([\s\d-]{1,12})\)\s+)?\[\d{1,4}\]\s+(?:[\w.#*]{2,8}\s+)?(\d{1,12}\.\d{1,9}):\s+(?:\w+:)?(\w+)(?::\s+(.*)| -> (\w+)\s*)$/;
/** `nginx  1234 [001] 12345.678901: tcp:tcp_send_reset: skbaddr=…`. */
const PERF =
  /^\s*(\S.{0,63}?)\s+(?:(\d{1,10})\/)?(\d{1,10})\s+\[\d{1,4}\]\s+(\d{1,12}\.\d{1,9}):\s+(?:\w+:)?(\w+):\s+(.*)$/;
/** `1795681589.493561 tcp_send_reset src=… comm=nginx`. */
const SHORT = /^(\d{1,12}\.\d{1,9}) (\w+) (.*)$/;
/** The task of a short line stands behind the fields of the event. */
const SHORT_TASK = /(?:^| )comm=((?:(?! comm=).){1,64})$/;

/** `counter server TcpExtListenOverflows +4`. */
const GROWTH = /^counter (\w+) (\w{3,60}) \+(\d{1,15})$/;
/** `TcpExtListenOverflows           4                  0.0`. */
const NSTAT = /^((?:Ip|Icmp|Tcp|Udp|IpExt|TcpExt|MPTcpExt)[A-Z]\w{1,60})\s+(\d{1,15})\s+\d{1,15}\.\d{1,9}\s*$/;

/** What a line says, without the line. */
export type KernelLine =
  | { readonly kind: 'event'; readonly event: DistributiveOmit<KernelEvent, 'file' | 'line'> }
  | { readonly kind: 'counter'; readonly counter: Omit<KernelCounter, 'file' | 'line'> };

type DistributiveOmit<Type, Key extends PropertyKey> = Type extends unknown ? Omit<Type, Key> : never;

/** Reads a line; `undefined` where a kernel did not write it, or it says nothing of connections. */
export function readKernelLine(text: string): KernelLine | undefined {
  if (text.length > LINE_MAX) return undefined;
  return readEvent(text) ?? readCounter(text);
}

function readEvent(text: string): KernelLine | undefined {
  const found = readTracefs(text) ?? readPerf(text);
  if (found !== undefined) {
    const { task, event, fields } = found;
    const { comm, ...numbers } = task;
    // tracefs says so where it no longer knows.
    return toEvent(
      event,
      fields,
      comm === '<...>' || comm === '<idle>' ? { ...UNKNOWN, seconds: task.seconds } : { comm, ...numbers },
    );
  }
  const [, seconds, event = '', all = ''] = SHORT.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const [behind = '', comm] = SHORT_TASK.exec(all) ?? [];
  const isKnown = comm !== undefined && !comm.startsWith('<');
  // The end of a process names it among its fields.
  const fields = event === 'sched_process_exit' ? all : all.slice(0, all.length - behind.length);
  return toEvent(event, fields, { ...UNKNOWN, seconds: Number(seconds), comm: isKnown ? comm : undefined });
}

/** In whose time an event happened, and when. */
type Task = Pick<KernelEvent, 'seconds' | 'comm' | 'pid' | 'tgid'>;

const UNKNOWN: Omit<Task, 'seconds'> = { comm: undefined, pid: undefined, tgid: undefined };

interface Parts {
  readonly task: Task;
  readonly event: string;
  readonly fields: string;
}

function readTracefs(text: string): Parts | undefined {
  const [, comm, pid, tgid, seconds, name = '', fields = '', result] = TRACEFS.exec(text) ?? [];
  if (comm === undefined) return undefined;
  const task = toTask(comm, pid, tgid, seconds);
  // tracefs alone names the end of a system call otherwise than its folder.
  if (result !== undefined) return { task, event: name.replace(/^sys_/, 'sys_exit_'), fields: result };
  return { task, event: name, fields };
}

function readPerf(text: string): Parts | undefined {
  const [, comm, tgid, pid, seconds, event = '', fields = ''] = PERF.exec(text) ?? [];
  return comm === undefined ? undefined : { task: toTask(comm, pid, tgid, seconds), event, fields };
}

function toTask(comm: string, pid: string | undefined, tgid: string | undefined, seconds: string | undefined): Task {
  // tracefs writes dashes where it does not know the process.
  const process = Number(tgid?.trim() || Number.NaN);
  return {
    comm: comm.trim(),
    pid: Number(pid),
    tgid: Number.isInteger(process) ? process : undefined,
    seconds: Number(seconds),
  };
}

function toEvent(name: string, fields: string, task: Task): KernelLine | undefined {
  const tracepoint = tracepoints.find(({ event }) => event === name);
  const body = tracepoint?.read(new TraceFields(fields));
  return body === undefined ? undefined : { kind: 'event', event: { ...task, ...body } };
}

function readCounter(text: string): KernelLine | undefined {
  const [, host, grown, delta] = GROWTH.exec(text) ?? [];
  if (grown !== undefined) {
    const side = host === 'client' || host === 'server' ? host : undefined;
    // Of a host between the two nothing is asked.
    return side === undefined
      ? undefined
      : { kind: 'counter', counter: { name: grown, delta: Number(delta), host: side } };
  }
  const [, name, value] = NSTAT.exec(text) ?? [];
  if (name === undefined || value === '0') return undefined;
  return { kind: 'counter', counter: { name, delta: Number(value), host: undefined } };
}
