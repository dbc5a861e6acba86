/** Reads a line of a log of any program that is known. */
import { readAnyProgram } from './_any-program.ts';
import type { LogReading } from './_log-format.ts';
import { stripPrefix } from './_prefix.ts';
import { logFormats } from './index.ts';

/** The most of a line that is looked at, in characters: what tells why a connection ended stands in front. */
export const LINE_MAX = 8192;

/** What a line tells of the end of a connection; `undefined` for a line that does not. Never throws. */
export function readLogLine(text: string): LogReading | undefined {
  const line = stripPrefix(text.slice(0, LINE_MAX));
  for (const format of logFormats) {
    const reading = format.read(line);
    if (reading !== undefined) return reading;
  }
  return readAnyProgram(line);
}
