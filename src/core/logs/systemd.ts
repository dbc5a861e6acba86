/**
 * systemd, of its services. What it says of other units (sessions, timers, targets) is about no server, but
 * that containers had no memory; before version 250 it
 * names a service by its description alone as it stops it, and such a line is not read.
 *
 * Sources (systemd): src/core/unit.c (unit_log_process_exit, unit_log_failure), src/core/cgroup.c (unit_check_oom),
 * src/core/job.c (job_start_message_format, job_done_message_format).
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toReading } from './_reading.ts';

const UNIT = String.raw`[\w@.:\\-]{1,255}\.service`;

/** Containers are scopes; so are the sessions of people. */
const CONTAINED = String.raw`(?:${UNIT}|(?!session-)[\w@.:\\-]{1,255}\.scope)`;

const RULES: readonly Rule[] = [
  {
    says: new RegExp(`^${UNIT}: (?:[Mm]ain|[Cc]ontrol) process exited, code=dumped, status=\\d{1,3}/[A-Z]{2,8}$`),
    meaning: 'crash',
  },
  {
    // SIGTERM and its like are how a service is stopped.
    says: new RegExp(`^${UNIT}: [Mm]ain process exited, code=killed, status=(?!(?:1|2|3|15)/)\\d{1,3}/[A-Z]{2,8}$`),
    meaning: 'crash',
  },
  { says: new RegExp(`^${CONTAINED}: Failed with result 'oom-kill'\\.$`), meaning: 'out-of-memory' },
  {
    says: new RegExp(`^${CONTAINED}: A process of this unit has been killed by the OOM killer\\.$`),
    meaning: 'out-of-memory',
  },
  { says: new RegExp(`^(?:Stopping|Stopped|Reloading) ${UNIT}(?: - .{0,300})?\\.{0,3}$`), meaning: 'shutdown' },
];

/** Services that run for a user, not for clients. */
const OF_USERS = /^\S{1,10} (?:user@|user-runtime-dir@|systemd-)/;

function read(line: LogLine): LogReading | undefined {
  if (line.program !== 'systemd' || !/\.(?:service|scope)/.test(line.text)) return undefined;
  const text = line.text.trimEnd();
  const rule = OF_USERS.test(text) ? undefined : findRule(RULES, text);
  return rule && toReading({ program: 'systemd', time: line.time, meaning: rule.meaning, isOfHost: true, quote: text });
}

export const logFormat: LogFormat = { id: 'systemd', read };
