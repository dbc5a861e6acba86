/** Processes as `ps -o pid=,stat=,ucomm= -p …` of macOS prints them: id, state, and the kernel's name of it, perhaps with spaces. */
import type { Owner } from './processes.ts';

/** What ps says of one. */
export type PsProcess = Pick<Owner, 'processId' | 'name' | 'stopped'>;

/** Arguments that give such a text of these processes. */
export function psArguments(ids: readonly number[]): readonly string[] {
  return ['-o', 'pid=,stat=,ucomm=', '-p', ids.join(',')];
}

/** Reads it. A state that begins with T is stopped (ps(1)). */
export function parsePs(text: string): readonly PsProcess[] {
  const processes: PsProcess[] = [];
  for (const line of text.split('\n')) {
    const [, id, state, name] = /^ *(\d{1,10}) +([A-Z]\S*) +(\S.{0,63})/.exec(line) ?? [];
    if (name === undefined) continue;
    processes.push({ processId: Number(id), name: name.trimEnd(), stopped: state!.startsWith('T') });
  }
  return processes;
}
