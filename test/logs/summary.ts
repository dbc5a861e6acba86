/** A reading of a line in one short line, for tables of tests. */
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';
import type { LogEndpoint } from '../../src/core/model/witness.ts';

/** Program, meaning, client, `to` where it came in, and the process; `nothing` where the line tells nothing. */
export function summarize(line: string): string {
  const reading = readLogLine(line);
  if (reading === undefined) return 'nothing';
  const { program, meaning, client, server, pid } = reading;
  const parts = [program, meaning];
  if (client !== undefined) parts.push(show(client));
  if (server !== undefined) parts.push(`to ${show(server)}`);
  if (pid !== undefined) parts.push(`pid ${pid}`);
  return parts.join(' ');
}

function show({ address, port }: LogEndpoint): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return port === undefined ? host : `${host}:${port}`;
}
