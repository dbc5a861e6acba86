/**
 * The access log of Squid: `TIME ELAPSED CLIENT RESULT/STATUS BYTES METHOD URL USER HIERARCHY/SERVER TYPE`. The time is when
 * it was done. A status of a server behind is passed on, so 503 and 504 are Squid’s own only for tunnels that it made itself.
 *
 * Sources (squid): src/log/FormatSquidNative.cc, src/LogTags.cc, src/tunnel.cc.
 */
import type { LogMeaning } from '../model/witness.ts';
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';
import { laterBy, parseTime } from './_time.ts';

const LINE =
  /^(\d{10}\.\d{3}) +(\d{1,9}) ([0-9a-fA-F.:]{2,45}) (([A-Z_]{3,40})\/(\d{3}) \d{1,20} ([A-Z_-]{1,20}) \S{1,8000} \S{1,255} ([A-Z_]{2,40})\/\S{1,255} )/;

function meaningOf(result: string, status: string, method: string, hierarchy: string): LogMeaning | undefined {
  // "The client aborted": src/LogTags.h.
  if (result.endsWith('_ABORTED')) return 'client-closed';
  if (method !== 'CONNECT' || hierarchy !== 'HIER_DIRECT') return undefined;
  if (status === '503') return 'upstream-refused';
  return status === '504' ? 'upstream-timeout' : undefined;
}

function read(line: LogLine): LogReading | undefined {
  const match = /^\d{10}\.\d{3} /.test(line.text) ? LINE.exec(line.text) : null;
  if (match === null) return undefined;
  const meaning = meaningOf(match[5]!, match[6]!, match[7]!, match[8]!);
  const time = parseTime(match[1]!);
  if (meaning === undefined || time === undefined) return undefined;
  const began = laterBy(time, -Number(match[2]) / 1000);
  const client = toHost(match[3]);
  return toReading({ program: 'Squid', time, began, meaning, client, quote: match[4]!.trimEnd() });
}

export const logFormat: LogFormat = { id: 'squid', read };
