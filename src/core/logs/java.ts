/**
 * Java: exceptions for want of descriptors, at the beginning of a line or behind what names a cause, and a virtual machine
 * that died.
 *
 * Sources (jdk): src/java.base/unix/native/libnet/PlainSocketImpl.c and libnio/ch/Net.c, java/lang/Throwable.java,
 * src/hotspot/share/utilities/vmError.cpp.
 */
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toReading } from './_reading.ts';

const RULES: readonly Rule[] = [
  {
    says: /^(?:Caused by: |Exception in thread "[^"]{0,200}" )?java\.(?:net\.SocketException|io\.IOException): Too many open files(?: in system)?(?: \(Accept failed\))?$/,
    meaning: 'descriptor-limit',
  },
  { says: /^# A fatal error has been detected by the Java Runtime Environment:$/, meaning: 'crash' },
];

function read(line: LogLine): LogReading | undefined {
  const { text } = line;
  if (!text.includes(': Too many open files') && !text.startsWith('# A fatal')) return undefined;
  const rule = findRule(RULES, text.trimEnd());
  return rule && toReading({ program: 'Java', time: line.time, meaning: rule.meaning, pid: line.pid, quote: text });
}

export const logFormat: LogFormat = { id: 'java', read };
