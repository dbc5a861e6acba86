/**
 * Node.js: its version is the last line of what an uncaught exception prints; and its errors for want of descriptors.
 *
 * Sources (node): lib/internal/process/execution.js, src/node_errors.cc (TriggerUncaughtException, OnFatalError),
 * libuv include/uv.h (EMFILE, ENFILE).
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toReading } from './_reading.ts';

const RULES: readonly Rule[] = [
  { says: /^Node\.js v\d{1,3}\.\d{1,3}\.\d{1,3}(?:-[\w.]{1,40})?$/, meaning: 'crash' },
  {
    says: /^FATAL ERROR: (?:[\w:() -]{1,100} )?Allocation failed - JavaScript heap out of memory$/,
    meaning: 'crash',
  },
  {
    says: /^(?:[A-Za-z][\w .-]{0,60}: )?E[MN]FILE: (?:too many open files|file table overflow), [a-z]{1,20}(?: '|$)/,
    meaning: 'descriptor-limit',
  },
  {
    says: /^(?:Uncaught )?Error: (?:accept|connect|listen|socket|spawn \S{1,200}) E[MN]FILE(?: |$)/,
    meaning: 'descriptor-limit',
  },
];

function read(line: LogLine): LogReading | undefined {
  const { text } = line;
  if (!/^Node\.js v|^FATAL ERROR: | E[MN]FILE|^E[MN]FILE/.test(text)) return undefined;
  const rule = findRule(RULES, text.trimEnd());
  return rule && toReading({ program: 'Node.js', time: line.time, meaning: rule.meaning, pid: line.pid, quote: text });
}

export const logFormat: LogFormat = { id: 'node', read };
