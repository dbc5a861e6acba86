/**
 * Access logs of the Application Load Balancer of AWS. Its own answers have no status of a target beside theirs; one that a
 * rule gives (`fixed-response`) may be any.
 *
 * Sources: docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html and
 * load-balancer-troubleshooting.html.
 */
import type { LogMeaning } from '../model/witness.ts';
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const LINE =
  /^(?:https?|h2|grpcs|wss?) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (app\/[\w.-]{1,64}\/[0-9a-f]{16}) (\S{3,60}) \S{1,60} -?[\d.]{1,12} -?[\d.]{1,12} -?[\d.]{1,12} (\d{3}) - -?\d{1,20} -?\d{1,20} "[^"]{0,8000}" /;

const STATUSES: Readonly<Record<string, LogMeaning>> = {
  '400': 'malformed',
  '408': 'slow',
  '413': 'too-large',
  '414': 'too-large',
  '460': 'client-closed',
  '502': 'upstream-failed',
  '503': 'upstream-down',
  '504': 'upstream-timeout',
};

const BY_RULE = /"(?:[\w-]{1,32},){0,8}(?:fixed-response|waf)(?:,[\w-]{1,32}){0,8}"/;

function read(line: LogLine): LogReading | undefined {
  const match = line.text.includes(' app/') ? LINE.exec(line.text) : null;
  const meaning = match === null ? undefined : STATUSES[match[4]!];
  if (match === null || meaning === undefined || BY_RULE.test(line.text.slice(match[0].length))) return undefined;
  return toReading({
    program: 'AWS load balancer',
    time: parseTime(match[1]!),
    meaning,
    client: parseEndpoint(match[3]!),
    quote: line.text.slice(line.text.indexOf(match[2]!)),
  });
}

export const logFormat: LogFormat = { id: 'aws-load-balancer', read };
