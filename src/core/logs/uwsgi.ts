/**
 * uWSGI: workers that take too long, die, or have served enough; some lines with a date before them.
 *
 * Sources (uwsgi): core/uwsgi.c (trigger_harakiri is in core/utils.c), core/master_utils.c, core/logging.c.
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(?:([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}) - )?/;

const RULES: readonly Rule[] = [
  {
    says: /^\*\*\* HARAKIRI ON WORKER \d{1,6} \(pid: (\d{1,10})(?:, try: \d{1,6}(?:, graceful: \w{2,3})?)?\) \*\*\*$/,
    meaning: 'worker-timeout',
  },
  {
    says: /^\.\.\.The work of process (\d{1,10}) is done \(max requests reached \(\d{1,12} >= \d{1,12}\)\)\. Seeya!$/,
    meaning: 'worker-recycled',
  },
  {
    says: /^DAMN ! worker \d{1,6} \(pid: (\d{1,10})\) died, killed by signal (?!(?:1|2|3|15) )\d{1,2} :\( trying respawn \.\.\.$/,
    meaning: 'crash',
  },
  { says: /^!!! uWSGI process (\d{1,10}) got Segmentation Fault !!!$/, meaning: 'crash' },
];

function read(line: LogLine): LogReading | undefined {
  const head = HEAD.exec(line.text)!;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = /^(?:\*\*\* H|\.\.\.The|DAMN|!!! u)/.test(message) ? findRule(RULES, message) : undefined;
  if (rule === undefined) return undefined;
  const time = chooseTime(head[1] === undefined ? undefined : parseTime(head[1]), line);
  return toReading({ program: 'uWSGI', time, meaning: rule.meaning, pid: toPid(rule.found[1]), quote: message });
}

export const logFormat: LogFormat = { id: 'uwsgi', read };
