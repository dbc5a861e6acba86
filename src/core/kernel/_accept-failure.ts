/** What accept(2) returns where the process, or the machine, has as many files open as it may (errno-base.h). */
import type { EventBody, TraceFields } from './_tracepoint.ts';

const ERRORS: ReadonlyMap<number, 'EMFILE' | 'ENFILE'> = new Map([
  [-24, 'EMFILE'],
  [-23, 'ENFILE'],
]);

/** `undefined` of a call that went well, or failed for another reason: mostly that no connection waits. */
export function readAcceptFailure(fields: TraceFields): EventBody | undefined {
  const error = ERRORS.get(fields.result() ?? 0);
  return error === undefined ? undefined : { kind: 'accept-failure', error };
}
