/**
 * The log of the firewall of Windows (pfirewall.log): packets that it dropped. Its times are local.
 *
 * Source: https://learn.microsoft.com/en-us/windows/security/operating-system-security/network-security/windows-firewall/configure-logging
 * (“#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags …”).
 */
import { toEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** Resets and FINs are left out: they end what is over. */
const DROPPED =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) DROP TCP (\S{2,45}) (\S{2,45}) (\d{1,5}) (\d{1,5}) \d{1,6} [SAPUEC-]{1,8} .{0,120}?\b(?:SEND|RECEIVE|FORWARD)\b/;

function read(line: LogLine): LogReading | undefined {
  if (!line.text.includes(' DROP TCP ')) return undefined;
  const dropped = DROPPED.exec(line.text);
  if (dropped === null) return undefined;
  const from = toEndpoint(dropped[2]!, dropped[4]!);
  const to = toEndpoint(dropped[3]!, dropped[5]!);
  if (from === undefined || to === undefined) return undefined;
  return toReading({
    program: 'the firewall of Windows',
    time: chooseTime(parseTime(dropped[1]!), line),
    meaning: 'blocked',
    flow: { from, to },
    quote: dropped[0],
  });
}

export const logFormat: LogFormat = { id: 'windows-firewall', read };
