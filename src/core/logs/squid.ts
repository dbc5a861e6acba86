/**
 * The access log of Squid: `TIME ELAPSED CLIENT RESULT/STATUS BYTES METHOD URL USER HIERARCHY/SERVER TYPE`. The time is when
 * it was done. A status of a server behind is passed on, so 503 is Squid’s own only for a tunnel that it was to make itself:
 * the server refused, or did not answer (both measured with Squid 5.7). That a request was aborted (`_ABORTED`) may be any
 * error of reading or writing.
 *
 * Sources (squid): src/log/FormatSquidNative.cc, src/LogTags.h.
 */
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';
import { laterBy, parseTime } from './_time.ts';

/** A tunnel that Squid was to make itself, and could not. */
const LINE =
  /^(\d{10}\.\d{3}) +(\d{1,9}) ([0-9a-fA-F.:]{2,45}) ([A-Z_]{3,40}\/503 \d{1,20} CONNECT \S{1,8000} \S{1,255} HIER_DIRECT\/\S{1,255} )/;

function read(line: LogLine): LogReading | undefined {
  const match = /^\d{10}\.\d{3} /.test(line.text) ? LINE.exec(line.text) : null;
  if (match === null) return undefined;
  const time = parseTime(match[1]!);
  if (time === undefined) return undefined;
  const began = laterBy(time, -Number(match[2]) / 1000);
  const client = toHost(match[3]);
  return toReading({ program: 'Squid', time, began, meaning: 'upstream-refused', client, quote: match[4]!.trimEnd() });
}

export const logFormat: LogFormat = { id: 'squid', read };
