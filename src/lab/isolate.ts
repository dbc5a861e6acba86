/**
 * Starts the inside of a lab run in network, mount and PID namespaces of its own. The machine's network is not touched: the
 * run has another one from its first moment. Processes and files of the run are in the namespaces and end with them, and
 * those end with their first process, which ends when its standard input does. So a killed command leaves nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { InsideEvent, Job } from './inside-event.ts';

/** A run that has started. */
export interface IsolatedRun {
  readonly events: AsyncIterable<InsideEvent>;
  /** Process number of its first process, for `nsenter --target`. */
  readonly pid: () => number | undefined;
  /** Lets a run go on that keeps its hosts. */
  readonly goOn: () => void;
  /** Ends it. */
  readonly stop: () => void;
}

/** Starts the jobs, one after the other. `keeps`: after each the hosts stay until `goOn`. */
export function startIsolated(jobs: readonly Job[], keeps: boolean): IsolatedRun {
  const inside = fileURLToPath(new URL('./inside.js', import.meta.url));
  const namespaces = [
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child=SIGKILL',
    '--mount-proc',
    '--propagation=private',
  ];
  // A session of its own: Ctrl-C is for the command, which then ends the run in order.
  const child = spawn('unshare', [...namespaces, process.execPath, inside, JSON.stringify({ jobs, keeps })], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  child.stdin?.on('error', () => {});
  return {
    events: readEvents(child),
    pid: () => child.pid,
    goOn: () => child.stdin?.write('\n'),
    stop: () => child.stdin?.end(),
  };
}

async function* readEvents(child: ChildProcess): AsyncGenerator<InsideEvent, void, undefined> {
  let isOver = false;
  const closed = new Promise<string>((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (status, signal) => resolve(status === 0 ? '' : `it ended with ${signal ?? `status ${status}`}`));
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const event = JSON.parse(line) as InsideEvent;
    isOver ||= event.kind === 'broken';
    yield event;
  }
  const reason = await closed;
  if (reason !== '' && !isOver) yield { kind: 'broken', message: reason };
}
