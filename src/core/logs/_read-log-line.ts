import type { LogReading } from './_log-format.ts';
/** Placeholder until the formats are merged. */
export function readLogLine(_text: string): LogReading | undefined {
  return undefined;
}
