/**
 * Errors that OpenSSL prints, as `openssl s_server` does: `THREAD:error:CODE:SSL routines:FUNCTION:REASON:FILE:LINE:`. Only
 * reasons that nobody but a server has are read: the same form comes from clients.
 *
 * Sources (openssl): crypto/err/err_prn.c, ssl/ssl_err.c, ssl/record/methods/tls_common.c and ssl3_record.c (the first bytes are
 * those of a request of HTTP), ssl/statem/statem_srvr.c.
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toReading } from './_reading.ts';

const ERROR = '^[0-9A-Fa-f]{1,16}:error:[0-9A-F]{8}:SSL routines:\\w{0,60}:';

const RULES: readonly Rule[] = [
  { says: new RegExp(`${ERROR}https? (?:proxy )?request:`), meaning: 'plain-on-tls' },
  { says: new RegExp(`${ERROR}peer did not return a certificate:`), meaning: 'client-certificate' },
];

function read(line: LogLine): LogReading | undefined {
  const rule = line.text.includes(':SSL routines:') ? findRule(RULES, line.text) : undefined;
  return rule && toReading({ program: 'OpenSSL', time: line.time, meaning: rule.meaning, quote: line.text.trimEnd() });
}

export const logFormat: LogFormat = { id: 'openssl', read };
