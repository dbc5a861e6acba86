/**
 * Gunicorn, and servers of Python that log as it does: a worker that takes too long, or has served enough.
 *
 * Sources: gunicorn gunicorn/arbiter.py, gunicorn/workers/base.py, gunicorn/glogging.py; uvicorn uvicorn/server.py.
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** `[2026-11-26 10:42:15 +0000] [9610] [CRITICAL] `; uvicorn writes `WARNING:  `. */
const HEAD =
  /^(?:\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4})\] \[(\d{1,10})\] \[[A-Z]{4,8}\] |(?:INFO|WARNING|ERROR): {1,8})/;

const RULES: readonly Rule[] = [
  { says: /^WORKER TIMEOUT \(pid:(\d{1,10})\)$/, meaning: 'worker-timeout' },
  { says: /^Autorestarting worker after current request\.$/, meaning: 'worker-recycled' },
  { says: /^Maximum request limit of \d{1,12} exceeded\. Terminating process\.$/, meaning: 'worker-recycled' },
  { says: /^Worker \(pid:(\d{1,10})\) was sent SIG(?:KILL|SEGV|ABRT|BUS|FPE|ILL)! ?/, meaning: 'crash' },
  { says: /^(?:Handling signal: (?:term|quit|int|hup)|Shutting down: Master)$/, meaning: 'shutdown' },
];

function read(line: LogLine): LogReading | undefined {
  const head = HEAD.exec(line.text);
  const message = line.text.slice(head?.[0].length ?? 0).trimEnd();
  if (!/^(?:W|Autorestarting|Maximum|Handling|Shutting)/.test(message)) return undefined;
  const rule = findRule(RULES, message);
  // A signal is handled by all sorts of programs.
  if (rule === undefined || (rule.meaning === 'shutdown' && head?.[2] === undefined)) return undefined;
  const own = head?.[1] === undefined ? undefined : parseTime(head[1]);
  const pid = toPid(rule.found[1]) ?? toPid(head?.[2]) ?? line.pid;
  return toReading({ program: 'Gunicorn', time: chooseTime(own, line), meaning: rule.meaning, pid, quote: message });
}

export const logFormat: LogFormat = { id: 'gunicorn', read };
