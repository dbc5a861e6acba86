/**
 * xinetd: it accepts for the services in its charge, and closes at once where it does not start one. It writes to syslog, or
 * to a file with a time of its own.
 *
 * Sources (xinetd 2.3.15): xinetd/log.c (svc_log_failure), xinetd/access.c (access_code_names, libwrap).
 */
import type { LogMeaning } from '../model/witness.ts';
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** Reasons that say why. Others tell of the time of day, the load, or a fork that failed. */
const REASONS: Readonly<Record<string, LogMeaning>> = {
  address: 'not-allowed',
  libwrap: 'not-allowed',
  per_source_limit: 'connection-limit',
  service_limit: 'connection-limit',
};

/** `FAIL: SERVICE REASON from=ADDRESS`. */
const FAIL = /^FAIL: [\w./+-]{1,64} (\w{1,32}) from=([0-9a-fA-F.:]{2,45})$/;
const LIBWRAP = /^libwrap refused connection to [\w./+-]{1,64} \(libwrap=[\w./+-]{1,64}\) from ([0-9a-fA-F.:]{2,45})$/;

/** `26/11/26@10:42:15: `, in front of lines of a file of its own. */
const OWN_TIME = /^(\d\d)\/(\d{1,2})\/(\d{1,2})@(\d\d:\d\d:\d\d): /;

function read(line: LogLine): LogReading | undefined {
  const own = /^\d\d\//.test(line.text) ? OWN_TIME.exec(line.text) : null;
  // The words are common ones: it is told by its name, or by the form of its time.
  if (own === null && line.program !== 'xinetd') return undefined;
  const text = line.text.slice(own?.[0].length ?? 0).trimEnd();
  const [, reason, from] = text.startsWith('FAIL: ') ? (FAIL.exec(text) ?? []) : [];
  const [, refused] = text.startsWith('libwrap refused ') ? (LIBWRAP.exec(text) ?? []) : [];
  const meaning = refused === undefined ? REASONS[reason ?? ''] : 'not-allowed';
  const client = toHost(refused ?? from);
  if (meaning === undefined || client === undefined) return undefined;
  return toReading({
    program: 'xinetd',
    time: own === null ? line.time : timeOf(own),
    meaning,
    client,
    pid: line.pid,
    quote: text,
  });
}

function timeOf([, year = '', month = '', day = '', clock = '']: RegExpExecArray): ReturnType<typeof parseTime> {
  return parseTime(`20${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`);
}

export const logFormat: LogFormat = { id: 'xinetd', read };
