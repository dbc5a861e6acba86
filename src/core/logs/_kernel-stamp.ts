/** What stands in front of a message of Linux: `dmesg`, /dev/kmsg, and syslog with the kernel's own stamp (printk.time). */
import type { LogTime } from '../model/witness.ts';
import type { LogLine } from './_log-format.ts';
import { chooseTime } from './_reading.ts';
import { parseTime } from './_time.ts';

/** `<6>`, and `[12345.678901] ` since the start of the machine or, with `dmesg -T`, a date. */
const STAMP =
  /^(?:<\d{1,3}>)?(?:\[ {0,8}(\d{1,8}\.\d{6}|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] )?/;

/** The message, and when it was written; seconds since the start of the machine say nothing of that. */
export function stripKernelStamp(line: LogLine): { readonly message: string; readonly time: LogTime | undefined } {
  const stamp = STAMP.exec(line.text)!;
  return {
    message: line.text.slice(stamp[0].length).trimEnd(),
    time: chooseTime(parseTime(stamp[1] ?? ''), line),
  };
}
