/** HAProxy: sessions, connections that were none yet, and what it says of its servers. */
import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';
import { summarize } from './summary.ts';

function http(state: string, status = '503', server = 'only'): string {
  return `192.0.2.2:50001 [26/Nov/2026:10:43:15.009] web~ web/${server} 0/0/0/8/8 ${status} 52 - - ${state}-- 1/1/0/0/0 0/0 "GET / HTTP/1.1"`;
}

function tcp(state: string): string {
  return `192.0.2.2:50001 [26/Nov/2026:10:43:15.009] web web/only 1/0/1502 11 ${state} 1/1/0/0/0 0/0`;
}

describe('termination states', () => {
  test.each([
    ['CC', 'client-closed', 'client-closed'],
    ['CD', 'client-closed', 'client-closed'],
    ['CH', 'client-closed', 'client-closed'],
    ['CR', 'client-closed', 'client-closed'],
    ['cD', 'idle', 'idle'],
    ['cH', 'slow', 'slow'],
    ['cR', 'slow', 'slow'],
    ['SC', 'upstream-refused', 'upstream-refused'],
    ['sC', 'upstream-timeout', 'upstream-timeout'],
    ['SD', 'upstream-closed', 'upstream-closed'],
    ['SH', 'upstream-closed', 'upstream-closed'],
    ['sD', 'upstream-timeout', 'idle'],
    ['sH', 'upstream-timeout', 'upstream-timeout'],
    ['sQ', 'connection-limit', 'connection-limit'],
    ['PC', 'connection-limit', 'connection-limit'],
    ['DD', 'upstream-down', 'upstream-down'],
    ['KD', 'terminated', 'terminated'],
    ['CL', 'client-closed', 'client-closed'],
    ['CQ', 'client-closed', 'client-closed'],
    ['CT', 'client-closed', 'client-closed'],
    ['DC', 'upstream-down', 'upstream-down'],
    ['DH', 'upstream-down', 'upstream-down'],
    ['DL', 'upstream-down', 'upstream-down'],
    ['KC', 'terminated', 'terminated'],
    ['KH', 'terminated', 'terminated'],
    ['KL', 'terminated', 'terminated'],
    ['KQ', 'terminated', 'terminated'],
    ['KR', 'terminated', 'terminated'],
    ['SL', 'upstream-closed', 'upstream-closed'],
    ['LR', 'nothing', 'nothing'],
    ['PD', 'nothing', 'nothing'],
    ['PH', 'nothing', 'nothing'],
    ['RC', 'nothing', 'nothing'],
    ['ID', 'nothing', 'nothing'],
    ['UD', 'nothing', 'nothing'],
    ['--', 'nothing', 'nothing'],
  ])('%s', (state, ofHttp, ofTcp) => {
    const expected = (meaning: string): string =>
      meaning === 'nothing' ? meaning : `HAProxy ${meaning} 192.0.2.2:50001`;
    expect(summarize(http(state))).toBe(expected(ofHttp));
    expect(summarize(tcp(state))).toBe(expected(ofTcp));
  });

  test('what stands beside the state counts', () => {
    expect(summarize(http('SC', '503', '<NOSRV>'))).toBe('HAProxy upstream-down 192.0.2.2:50001');
    expect(summarize(http('sD', '101'))).toBe('HAProxy idle 192.0.2.2:50001');
    expect(summarize(http('PR', '400', '<NOSRV>'))).toBe('HAProxy malformed 192.0.2.2:50001');
    // A rule that denies may ask for anything.
    expect(summarize(http('PR', '403', '<NOSRV>'))).toBe('nothing');
  });

  test('when a session began and ended', () => {
    expect(readLogLine(http('SH'))).toMatchObject({
      began: { seconds: 1_795_689_795.009, zoned: false, precision: 0.001 },
      time: { seconds: 1_795_689_795.017, zoned: false, precision: 0.001 },
    });
    expect(readLogLine(tcp('cD'))?.time?.seconds).toBe(1_795_689_796.511);
    // With `option logasap` the line is written before the end.
    expect(readLogLine(http('CD').replace('/8/8 ', '/8/+8 '))).not.toHaveProperty('time');
  });

  test.each([
    '192.0.2.2:50001 [26/Nov/2026:10:43:15.009] web web/only 0/0/0/8/8 200 52 - - ---- 1/1/0/0/0 0/0 "GET /0/0/0/8/8 503 52 - - SC-- 1/1/0/0/0 HTTP/1.1"',
    '192.0.2.2:50001 [26/Nov/2026:10:43:15.009] web web/only SC',
    'web web/only 0/0/0/8/8 503 52 - - SC-- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
    'the state was SC-- again',
  ])('%s tells nothing', (line) => {
    expect(summarize(line)).toBe('nothing');
  });
});

describe('connections that did not become a session', () => {
  test.each([
    ['SSL client certificate not trusted', 'client-certificate'],
    ['SSL client CA chain cannot be verified', 'client-certificate'],
    ['SSL handshake failure (error:0A0000C7:SSL routines::peer did not return a certificate)', 'client-certificate'],
    ['SSL handshake failure (error:0A00009C:SSL routines::http request)', 'plain-on-tls'],
    ['Connection closed during SSL handshake', 'client-closed'],
    ['Timeout during SSL handshake', 'slow'],
    ['Received something which does not look like a PROXY protocol header', 'proxy-protocol'],
    ['Truncated PROXY protocol header received', 'proxy-protocol'],
    ['Timeout while waiting for PROXY protocol header', 'proxy-protocol'],
  ])('%s', (text, meaning) => {
    expect(summarize(`192.0.2.2:50001 [26/Nov/2026:10:43:15.009] tls/1: ${text}`)).toBe(
      `HAProxy ${meaning} 192.0.2.2:50001`,
    );
  });

  test.each([
    'SSL handshake failure',
    'Connection error during SSL handshake',
    'Connection closed while waiting for PROXY protocol header',
  ])('%s tells nothing', (text) => {
    expect(summarize(`192.0.2.2:50001 [26/Nov/2026:10:43:15.009] tls/1: ${text}`)).toBe('nothing');
  });
});

describe('servers and the program itself', () => {
  test.each([
    ['Server web/only is DOWN, reason: Layer4 connection problem, info: "Connection refused"', 'HAProxy upstream-down'],
    ['[WARNING]  (9036) : Server web/only is going DOWN for maintenance. 0 active', 'HAProxy upstream-down pid 9036'],
    ["[ALERT] 329/104315 (9036) : proxy 'web' has no server available!", 'HAProxy upstream-down pid 9036'],
    ['proxy web has no server available!', 'HAProxy upstream-down'],
    ['Nov 26 10:42:15 lb haproxy[5]: backend web has no server available!', 'HAProxy upstream-down pid 5'],
    ['[WARNING]  (3257) : Proxy web stopped (cumulated conns: FE: 2, BE: 2).', 'HAProxy shutdown pid 3257'],
    ['Stopping frontend web in 0 ms.', 'HAProxy shutdown'],
    [
      "Proxy web reached process FD limit (maxsock=100). Please check 'ulimit-n' and restart.",
      'HAProxy descriptor-limit',
    ],
    [
      "Proxy web reached the configured maximum connection limit. Please check the global 'maxconn' value.",
      'HAProxy connection-limit',
    ],
  ])('%s', (line, expected) => {
    expect(summarize(line)).toBe(expected);
  });

  test.each([
    '[WARNING]  (4200) : Health check for server there/web succeeded, reason: Layer4 check passed, status: 3/3 UP.',
    'Health check for server there/web failed, reason: Layer4 timeout, status: 2/3 UP.',
    'Server web/only is UP, reason: Layer4 check passed',
    'Server web/only is UP/READY (leaving forced maintenance).',
    'Server is going DOWN for maintenance',
    'Nov 26 10:42:15 web1 app[5]: Proxy web stopped',
  ])('%s tells nothing', (line) => {
    expect(summarize(line)).toBe('nothing');
  });
});
