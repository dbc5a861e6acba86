/**
 * Python: the head of a traceback, and what its module `ssl` says of a client. A program may print the traceback of an
 * exception that it caught and live on: whether a process died, the packets or other lines have to say.
 *
 * Sources (cpython): Python/traceback.c (EXCEPTION_TB_HEADER), Modules/_ssl.c (fill_and_set_sslerror).
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toReading } from './_reading.ts';

const RULES: readonly Rule[] = [
  { says: /^Traceback \(most recent call last\):$/, meaning: 'crash' },
  {
    says: /^(?:ssl\.SSLError: )?\[SSL: PEER_DID_NOT_RETURN_A_CERTIFICATE\] peer did not return a certificate \(_ssl\.c:\d{1,6}\)$/,
    meaning: 'client-certificate',
  },
  { says: /^(?:ssl\.SSLError: )?\[SSL: HTTP_REQUEST\] http request \(_ssl\.c:\d{1,6}\)$/, meaning: 'plain-on-tls' },
];

function read(line: LogLine): LogReading | undefined {
  const text = line.text.trimEnd();
  if (!/^(?:Trace|ssl\.|\[SSL: )/.test(text)) return undefined;
  const meaning = findRule(RULES, text)?.meaning;
  return meaning && toReading({ program: 'Python', time: line.time, meaning, pid: line.pid, quote: text });
}

export const logFormat: LogFormat = { id: 'python', read };
