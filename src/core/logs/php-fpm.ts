/**
 * PHP-FPM: `[TIME] LEVEL: [pool NAME] MESSAGE`. Names of scripts and requests stand in quotes within messages.
 *
 * Sources (php-src): sapi/fpm/fpm/zlog.c, fpm_process_ctl.c, fpm_request.c, fpm_children.c.
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD =
  /^\[(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{6})?)\] (?:ALERT|ERROR|WARNING|NOTICE): (?:pid \d{1,10}, \w{1,60}\(\), line \d{1,6}: )?/;

const RULES: readonly Rule[] = [
  {
    says: /^\[pool [^\]\s]{1,100}\] server reached pm\.max_children setting \(\d{1,9}\), consider raising it$/,
    meaning: 'connection-limit',
  },
  {
    says: /^\[pool [^\]\s]{1,100}\] child (\d{1,10}), script '.{0,4000}' (?:\(request: ".{0,4000}"\) )?execution timed out \(\d{1,9}\.\d{6} sec\), terminating$/,
    meaning: 'worker-timeout',
  },
  {
    says: /^\[pool [^\]\s]{1,100}\] child (\d{1,10}) exited on signal (?!(?:1|2|3|15) )\d{1,2} \(SIG[A-Z]{3,6}(?: - core dumped)?\) after /,
    meaning: 'crash',
  },
  { says: /^(?:Terminating|Finishing|Reloading in progress) \.\.\.$/, meaning: 'shutdown' },
];

function read(line: LogLine): LogReading | undefined {
  const head = line.text.startsWith('[') ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = findRule(RULES, message);
  if (rule === undefined) return undefined;
  const time = chooseTime(parseTime(head[1]!), line);
  return toReading({ program: 'PHP-FPM', time, meaning: rule.meaning, pid: toPid(rule.found[1]), quote: message });
}

export const logFormat: LogFormat = { id: 'php-fpm', read };
