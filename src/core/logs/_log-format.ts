/** What a log format is: it knows the lines of one program that tell why a connection ended, and reads nothing else. */
import type { LogEntry, LogTime } from '../model/witness.ts';

/** A line as it is given to a format: without what syslog, the journal or a container’s log put in front of it. */
export interface LogLine {
  /** At most `LINE_MAX` characters. */
  readonly text: string;
  /** When it was written, where what stood in front of it says so. */
  readonly time: LogTime | undefined;
  /** The program and process that stood in front of it: `nginx`, 1234. */
  readonly program: string | undefined;
  readonly pid: number | undefined;
}

/** What a format makes of a line; where it stands is added later. */
export type LogReading = Omit<LogEntry, 'file' | 'line'>;

/** A format of logs. */
export interface LogFormat {
  /** kebab-case; the file’s name. */
  readonly id: string;
  /** What of the line tells why a connection ended; `undefined` where it does not, or is not of this format. */
  readonly read: (line: LogLine) => LogReading | undefined;
}
