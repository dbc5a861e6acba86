/**
 * What stands in front of a line when it was not its program that wrote the file: syslog (RFC 3164, RFC 5424), the
 * journal (`journalctl -o short`, `short-precise`, `short-iso`, `short-full`, `short-unix`), and the logs of containers
 * (`docker logs --timestamps`, `kubectl logs --timestamps`, the runtime's own files, `docker compose logs`).
 *
 * Sources: rsyslog runtime/parser/pmrfc3164.c, RFC 5424 §6, systemd src/shared/logs-show.c, docker/compose
 * cmd/formatter/logs.go, kubernetes pkg/kubelet/kuberuntime/logs/logs.go.
 */
import type { LogTime } from '../model/witness.ts';
import type { LogLine } from './_log-format.ts';
import { toPid } from './_reading.ts';
import { parseTime } from './_time.ts';

/** Name of a container: `web-1  | ` of `docker compose logs`, `[pod/web-7d4b/nginx] ` of `kubectl logs --prefix`. */
const CONTAINER = /^(?:[A-Za-z0-9][\w.-]{0,100}[-_]\d{1,4} {1,100}\| ?|\[pod\/[\w.-]{1,253}\/[\w.-]{1,63}\] )/;

/** `<30>1 2026-11-26T10:42:15.003Z host program pid message-id - `. */
const RFC_5424 =
  /^<\d{1,3}>1 (\S{1,40}) \S{1,255} (\S{1,48}) (\S{1,128}) \S{1,32} (?:-|(?:\[(?:[^\]\\]|\\.){0,2000}\]){1,20})(?: \uFEFF?|$)/;

/** A day without a year: `Nov 26 10:42:15`. */
const DAY_AND_CLOCK = /^(?:<\d{1,3}>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) /;

/** A time that says which day it was: RFC 3339, the journal's `Thu 2026-11-26 10:42:15 UTC`, seconds since 1970. */
const TIME =
  /^(?:<\d{1,3}>)?(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)|[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z]{3,5})|(\d{10}\.\d{6})) /;

/** `host program[123]: `. */
const WITH_PID = /^[\w.-]{1,255} ([\w./@+-]{1,64})\[(\d{1,10})\]: ?/;

/** `host program: `, where any program may stand. */
const WITHOUT_PID = /^[\w.-]{1,255} ([\w./@+-]{1,64}): /;

/** Programs that are known to give no number of a process; of others, two words before a colon may be a sentence. */
const ALONE =
  /^[\w.-]{1,255} (kernel|nginx|haproxy|systemd|sshd|apache2|httpd|postgres|mysqld|mariadbd|redis-server): /;

/** What a runtime of containers puts between the time and the text. */
const STREAM = /^std(?:out|err) [FP] /;

/** A line without what stands in front of it. */
export function stripPrefix(text: string): LogLine {
  const container = CONTAINER.exec(text);
  const rest = container === null ? text : text.slice(container[0].length);
  const rfc5424 = rest.startsWith('<') ? RFC_5424.exec(rest) : null;
  if (rfc5424 !== null) {
    const [all, time, program, pid] = rfc5424;
    return { text: rest.slice(all.length), time: parseTime(time!), program: orNone(program!), pid: toPid(pid) };
  }
  const day = DAY_AND_CLOCK.exec(rest);
  if (day !== null) {
    return stripProgram(rest.slice(day[0].length), parseTime(day[1]!), true) ?? bare(rest, undefined);
  }
  const time = TIME.exec(rest);
  if (time === null) return bare(rest, undefined);
  const written = parseTime(time[1] ?? time[2] ?? time[3] ?? '');
  const after = rest.slice(time[0].length);
  const stream = STREAM.exec(after);
  if (stream !== null) return bare(after.slice(stream[0].length), written);
  const line = stripProgram(after, written, false);
  if (line !== undefined) return line;
  // Within a container a program may write as to syslog.
  return time[1] === undefined ? bare(rest, undefined) : bare(after, written);
}

function stripProgram(text: string, time: LogTime | undefined, anyProgram: boolean): LogLine | undefined {
  const match = WITH_PID.exec(text) ?? (anyProgram ? WITHOUT_PID : ALONE).exec(text);
  if (match === null) return undefined;
  return { text: text.slice(match[0].length), time, program: match[1], pid: toPid(match[2]) };
}

function orNone(program: string): string | undefined {
  return program === '-' ? undefined : program;
}

function bare(text: string, time: LogTime | undefined): LogLine {
  return { text, time, program: undefined, pid: undefined };
}
