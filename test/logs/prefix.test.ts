import { describe, expect, test } from 'vitest';
import { stripPrefix } from '../../src/core/logs/_prefix.ts';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';

describe('what stands in front of a line', () => {
  test.each([
    ['just a text', 'just a text', undefined, undefined, undefined],
    ['Nov 26 10:42:15 web1 haproxy[123]: Proxy web stopped', 'Proxy web stopped', 'haproxy', 123, 91_622_535],
    ['<30>Nov  6 10:42:15 web1 sshd[9]: text', 'text', 'sshd', 9, 89_894_535],
    ['Nov 26 10:42:15 web1 kernel: text', 'text', 'kernel', undefined, 91_622_535],
    ['Nov 26 10:42:15.123456 web1 postfix/smtpd[7]: text', 'text', 'postfix/smtpd', 7, 91_622_535.123456],
    ['2026-11-26T10:42:15+0000 web1 nginx[123]: text', 'text', 'nginx', 123, 1_795_689_735],
    ['2026-11-26T10:42:15.250000+01:00 web1 kernel: text', 'text', 'kernel', undefined, 1_795_686_135.25],
    ['Thu 2026-11-26 10:42:15 UTC web1 systemd[1]: text', 'text', 'systemd', 1, 1_795_689_735],
    ['1795689735.250000 web1 systemd[1]: text', 'text', 'systemd', 1, 1_795_689_735.25],
    ['<34>1 2026-11-26T10:42:15.003Z web1 app 77 ID47 - text', 'text', 'app', 77, 1_795_689_735.003],
    [
      '<34>1 2026-11-26T10:42:15Z web1 app - - [a@1 k="v\\]"][b@2 x="\\]"] \uFEFFtext',
      'text',
      'app',
      undefined,
      1_795_689_735,
    ],
    ['<34>1 - - - - - - text', 'text', undefined, undefined, undefined],
    ['2026-11-26T10:42:15.000000000Z text: of its own', 'text: of its own', undefined, undefined, 1_795_689_735],
    ['2026-11-26T10:42:15.500000000Z stderr F text', 'text', undefined, undefined, 1_795_689_735.5],
    ['web-1  | text', 'text', undefined, undefined, undefined],
    ['[pod/web-7d4b/nginx] 2026-11-26T10:42:15Z text', 'text', undefined, undefined, 1_795_689_735],
    ['shop_web_1     | 2026-11-26T10:42:15Z text', 'text', undefined, undefined, 1_795_689_735],
  ])('%s', (line, text, program, pid, seconds) => {
    const stripped = stripPrefix(line);
    expect([stripped.text, stripped.program, stripped.pid, stripped.time?.seconds]).toEqual([
      text,
      program,
      pid,
      seconds,
    ]);
  });

  test.each([
    // Two words before a colon are a sentence where any program may have written them.
    ['2026-11-26T10:42:15Z fatal error: out of memory', 'fatal error: out of memory'],
    ['Connection closed: by peer', 'Connection closed: by peer'],
    ['worker | text', 'worker | text'],
    ['nginx[123]: segfault at 0', 'nginx[123]: segfault at 0'],
    ['2026/11/26 10:42:15 [error] 1#1: text', '2026/11/26 10:42:15 [error] 1#1: text'],
    ['[Thu Nov 26 10:42:15 2026] text', '[Thu Nov 26 10:42:15 2026] text'],
    ['2026-11-26 10:42:15.123 UTC [1] LOG:  text', '2026-11-26 10:42:15.123 UTC [1] LOG:  text'],
  ])('%s keeps its beginning', (line, text) => {
    expect(stripPrefix(line).text).toBe(text);
  });

  test('an impossible day is no time, and the rest is read all the same', () => {
    const line =
      '2026-02-30T10:42:15Z web1 sshd[9]: drop connection #1 from [192.0.2.2]:50002 on [198.51.100.2]:22 past MaxStartups';
    expect(readLogLine(line)).toEqual({
      program: 'sshd',
      meaning: 'connection-limit',
      client: { address: '192.0.2.2', port: 50_002 },
      server: { address: '198.51.100.2', port: 22 },
      pid: 9,
      quote: 'drop connection #1 from [192.0.2.2]:50002 on [198.51.100.2]:22 past MaxStartups',
    });
  });

  test('a time zone in front is worth more than none in the line', () => {
    const line =
      '26/Nov/2026:11:42:14.000] web web/only 0/0/-1/-1/1000 503 217 - - SC-- 1/1/0/0/1 0/0 "GET / HTTP/1.1"';
    const reading = readLogLine(`2026-11-26T10:42:15+00:00 lb haproxy[5]: 192.0.2.2:50001 [${line}`);
    expect(reading?.time).toEqual({ seconds: 1_795_689_735, zoned: true, precision: 1 });
    expect(reading?.began).toEqual({ seconds: 1_795_693_334, zoned: false, precision: 0.001 });
  });
});
