/**
 * Flow logs of a virtual network of AWS (VPC Flow Logs), in their default form: what security groups and network ACLs did not let
 * through. A record is of the packets of some minutes.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html (version 2).
 */
import { toEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';

const RECORD =
  /^2 (?:\d{12}|unknown) eni-[0-9a-f]{8,17} (\S{2,45}) (\S{2,45}) (\d{1,5}) (\d{1,5}) 6 \d{1,15} \d{1,18} (\d{9,10}) (\d{9,10}) REJECT OK\s*$/;

function read(line: LogLine): LogReading | undefined {
  if (!line.text.includes(' REJECT OK')) return undefined;
  const record = RECORD.exec(line.text);
  if (record === null) return undefined;
  const from = toEndpoint(record[1]!, record[3]!);
  const to = toEndpoint(record[2]!, record[4]!);
  const [first, last] = [Number(record[5]), Number(record[6])];
  if (from === undefined || to === undefined || last < first) return undefined;
  return toReading({
    program: 'the virtual network of AWS',
    time: { seconds: first, zoned: true, precision: Math.max(1, last - first) },
    meaning: 'blocked',
    flow: { from, to },
    quote: record[0].trim(),
  });
}

export const logFormat: LogFormat = { id: 'aws-flow', read };
