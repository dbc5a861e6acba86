/** Lines of kernels as the programs print them that read trace events and counters, and lines that only look alike. */
import { describe, expect, it } from 'vitest';
import { readKernelLine } from '../../src/core/kernel/_read-kernel-line.ts';

const STATE =
  'family=AF_INET protocol=IPPROTO_TCP sport=80 dport=50001 saddr=198.51.100.2 daddr=192.0.2.2 saddrv6=::ffff:198.51.100.2 daddrv6=::ffff:192.0.2.2 oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1';

function eventOf(line: string): unknown {
  const read = readKernelLine(line);
  return read?.kind === 'event' ? read.event : undefined;
}

describe('the frame of a line', () => {
  it.each([
    [
      'trace',
      `           nginx-1234    [001] ..s2. 12345.678901: inet_sock_set_state: ${STATE}`,
      'nginx',
      1234,
      undefined,
    ],
    [
      'trace, tgid',
      `           nginx-1235    (   1234) [001] ..s2. 12345.678901: inet_sock_set_state: ${STATE}`,
      'nginx',
      1235,
      1234,
    ],
    [
      'trace, tgid unknown',
      `           nginx-1234    (-------) [001] ..s2. 12345.678901: inet_sock_set_state: ${STATE}`,
      'nginx',
      1234,
      undefined,
    ],
    [
      'trace_pipe, old flags',
      `           nginx-1234  [001] d.h. 12345.678901: inet_sock_set_state: ${STATE}`,
      'nginx',
      1234,
      undefined,
    ],
    [
      'trace, a name with spaces',
      `     Web Content-77  [000] .....  12345.678901: inet_sock_set_state: ${STATE}`,
      'Web Content',
      77,
      undefined,
    ],
    [
      'trace, a name with dashes',
      `   redis-server-9-9000  [000] ..... 12345.678901: inet_sock_set_state: ${STATE}`,
      'redis-server-9',
      9000,
      undefined,
    ],
    [
      'trace, a name with brackets',
      `   [a] (b) [3]-9000  [000] ..... 12345.678901: inet_sock_set_state: ${STATE}`,
      '[a] (b) [3]',
      9000,
      undefined,
    ],
    [
      'trace-cmd report',
      `           nginx-1234  [001] 12345.678901: inet_sock_set_state:  ${STATE}`,
      'nginx',
      1234,
      undefined,
    ],
    ['perf script', `nginx  1234 [001] 12345.678901: sock:inet_sock_set_state: ${STATE}`, 'nginx', 1234, undefined],
    [
      'perf script, pid/tid',
      `Web Content  1234/1235 [001] 12345.678901: sock:inet_sock_set_state: ${STATE}`,
      'Web Content',
      1235,
      1234,
    ],
    [
      'the short form',
      '12345.678901 inet_sock_set_state sport=80 dport=50001 saddr=198.51.100.2 daddr=192.0.2.2 oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1 comm=nginx',
      'nginx',
      undefined,
      undefined,
    ],
    [
      'the short form, a name with spaces',
      '12345.678901 inet_sock_set_state sport=80 dport=50001 saddr=198.51.100.2 daddr=192.0.2.2 oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1 comm=Web Content',
      'Web Content',
      undefined,
      undefined,
    ],
    [
      'trace, the name forgotten',
      `           <...>-1234    [001] ..s2. 12345.678901: inet_sock_set_state: ${STATE}`,
      undefined,
      undefined,
      undefined,
    ],
    [
      'trace, nobody’s time',
      `          <idle>-0       [001] ..s2. 12345.678901: inet_sock_set_state: ${STATE}`,
      undefined,
      undefined,
      undefined,
    ],
    [
      'the short form, the name forgotten',
      '12345.678901 inet_sock_set_state sport=80 dport=50001 saddr=198.51.100.2 daddr=192.0.2.2 oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1 comm=<...>',
      undefined,
      undefined,
      undefined,
    ],
  ])('%s', (_, line, comm, pid, tgid) => {
    expect(eventOf(line)).toEqual({
      kind: 'state',
      seconds: 12345.678901,
      comm,
      pid,
      tgid,
      local: { address: '198.51.100.2', port: 80 },
      remote: { address: '192.0.2.2', port: 50001 },
      from: 'ESTABLISHED',
      to: 'FIN_WAIT1',
    });
  });

  it.each([
    ['a comment of the trace', '# entries-in-buffer/entries-written: 1/1   #P:2'],
    ['lost events', 'CPU:1 [LOST 42 EVENTS]'],
    ['another event', `           nginx-1234    [001] ..s2. 12345.678901: inet_sk_error_report: ${STATE}`],
    ['a function', '           nginx-1234    [001] ..s2. 12345.678901: tcp_close <-inet_release'],
    ['without a time', `           nginx-1234    [001] ..s2. inet_sock_set_state: ${STATE}`],
    ['a time without a point', `           nginx-1234    [001] ..s2. 12345: inet_sock_set_state: ${STATE}`],
    [
      'a name longer than the program prints',
      `${'n'.repeat(80)}-1234    [001] ..s2. 1.5: inet_sock_set_state: ${STATE}`,
    ],
    ['a line of a log that names the event', `2026-11-26 nginx: inet_sock_set_state: ${STATE}`],
    ['nothing', ''],
  ])('not %s', (_, line) => {
    expect(readKernelLine(line)).toBeUndefined();
  });

  it('not more than a line can have', () => {
    expect(
      readKernelLine(`1.5 tcp_receive_reset sport=1 dport=2 saddr=192.0.2.1 daddr=192.0.2.2 ${'x'.repeat(2048)}`),
    ).toBeUndefined();
  });
});

function shortEvent(text: string): unknown {
  return eventOf(`1.5 ${text}`);
}

describe('inet_sock_set_state', () => {
  const states = 'oldstate=TCP_CLOSE newstate=TCP_LISTEN';

  it.each([
    ['IPv6', 'saddr=0.0.0.0 daddr=0.0.0.0 saddrv6=2001:db8::2 daddrv6=2001:db8::1', '2001:db8::2', '2001:db8::1'],
    [
      'IPv4 in the form of IPv6',
      'saddr=198.51.100.2 daddr=192.0.2.2 saddrv6=::ffff:198.51.100.2 daddrv6=::ffff:192.0.2.2',
      '198.51.100.2',
      '192.0.2.2',
    ],
    [
      'the same without the other form',
      'saddrv6=::ffff:198.51.100.2 daddrv6=::ffff:192.0.2.2',
      '198.51.100.2',
      '192.0.2.2',
    ],
    ['both families at once', 'saddr=0.0.0.0 daddr=0.0.0.0 saddrv6=:: daddrv6=::', '::', '::'],
    ['the short form of IPv6', 'saddr=2001:db8::2 daddr=2001:db8::1', '2001:db8::2', '2001:db8::1'],
  ])('%s', (_, addresses, local, remote) => {
    expect(shortEvent(`inet_sock_set_state sport=80 dport=0 ${addresses} ${states}`)).toMatchObject({
      local: { address: local, port: 80 },
      remote: { address: remote, port: 0 },
      from: 'CLOSE',
      to: 'LISTEN',
    });
  });

  it.each([
    ['of another protocol', `protocol=IPPROTO_DCCP sport=80 dport=0 saddr=192.0.2.1 daddr=192.0.2.2 ${states}`],
    ['without a port', `sport=80 saddr=192.0.2.1 daddr=192.0.2.2 ${states}`],
    ['with a port that cannot be', `sport=80 dport=65536 saddr=192.0.2.1 daddr=192.0.2.2 ${states}`],
    ['with a port below nought', `sport=80 dport=-1 saddr=192.0.2.1 daddr=192.0.2.2 ${states}`],
    ['with a name for an address', `sport=80 dport=0 saddr=example daddr=192.0.2.2 ${states}`],
    [
      'with a state that is none',
      'sport=80 dport=0 saddr=192.0.2.1 daddr=192.0.2.2 oldstate=TCP_CLOSE newstate=TCP_MAYBE',
    ],
    ['with half a state', 'sport=80 dport=0 saddr=192.0.2.1 daddr=192.0.2.2 oldstate=TCP_CLOSE newstate='],
  ])('not %s', (_, fields) => {
    expect(shortEvent(`inet_sock_set_state ${fields}`)).toBeUndefined();
  });
});

describe('tcp_send_reset', () => {
  const ends = { local: { address: '198.51.100.2', port: 80 }, remote: { address: '192.0.2.2', port: 50001 } };
  const today = 'src=198.51.100.2:80 dest=192.0.2.2:50001';
  const before =
    'sport=80 dport=50001 saddr=198.51.100.2 daddr=192.0.2.2 saddrv6=::ffff:198.51.100.2 daddrv6=::ffff:192.0.2.2';

  it.each([
    [
      'in answer',
      `skbaddr=00000000a1b2c3d4 skaddr=0000000000000000 ${today} state=UNKNOWN reason=NO_SOCKET`,
      false,
      'NO_SOCKET',
      undefined,
    ],
    [
      'on its own',
      `skbaddr=0000000000000000 skaddr=00000000deadbeef ${today} state=TCP_CLOSE reason=TCP_ABORT_ON_CLOSE`,
      true,
      'TCP_ABORT_ON_CLOSE',
      'CLOSE',
    ],
    [
      'on its own, (null)',
      `skbaddr=(null) skaddr=00000000deadbeef ${today} state=TCP_ESTABLISHED reason=TCP_STATE`,
      true,
      'TCP_STATE',
      'ESTABLISHED',
    ],
    [
      'a hidden address is not null',
      `skbaddr=(____ptrval____) skaddr=(____ptrval____) ${today} state=TCP_ESTABLISHED reason=TCP_STATE`,
      false,
      'TCP_STATE',
      'ESTABLISHED',
    ],
    [
      'a reason with its prefix',
      `skbaddr=(null) ${today} state=TCP_CLOSE reason=SK_RST_REASON_TCP_STATE`,
      true,
      'TCP_STATE',
      'CLOSE',
    ],
    [
      'before 6.10, in answer',
      `skbaddr=00000000a1b2c3d4 skaddr=00000000deadbeef ${before} state=TCP_ESTABLISHED`,
      false,
      undefined,
      'ESTABLISHED',
    ],
    [
      'before 6.10, on its own',
      `skbaddr=(null) skaddr=00000000deadbeef ${before} state=TCP_ESTABLISHED`,
      true,
      undefined,
      'ESTABLISHED',
    ],
    ['in short, in answer', `answers=packet ${today} state=TCP_CLOSE reason=NO_SOCKET`, false, 'NO_SOCKET', 'CLOSE'],
    ['in short, on its own', `answers=nothing ${today} state=TCP_CLOSE reason=TCP_STATE`, true, 'TCP_STATE', 'CLOSE'],
    ['without a word of the packet', `${today} state=TCP_CLOSE reason=TCP_STATE`, false, 'TCP_STATE', 'CLOSE'],
  ])('%s', (_, fields, active, reason, state) => {
    expect(shortEvent(`tcp_send_reset ${fields}`)).toMatchObject({
      kind: 'reset-sent',
      ...ends,
      active,
      reason,
      state,
    });
  });

  it('of IPv6', () => {
    expect(shortEvent('tcp_send_reset skbaddr=(null) src=[2001:db8::2]:80 dest=[2001:db8::1]:50001')).toMatchObject({
      local: { address: '2001:db8::2', port: 80 },
      remote: { address: '2001:db8::1', port: 50001 },
    });
  });

  it.each([
    'src=198.51.100.2 dest=192.0.2.2',
    'src=198.51.100.2:99999 dest=192.0.2.2:1',
    'skbaddr=(null) reason=TCP_STATE',
  ])('not %s', (fields) => {
    expect(shortEvent(`tcp_send_reset ${fields}`)).toBeUndefined();
  });
});

describe('ends of tasks, and signals', () => {
  it.each([
    [
      'the last of its process',
      'comm=nginx pid=12 prio=120 group_dead=true',
      { comm: 'nginx', pid: 12, isWhole: true },
    ],
    ['a thread', 'comm=nginx pid=12 prio=120 group_dead=false', { comm: 'nginx', pid: 12, isWhole: false }],
    ['of an older kernel', 'comm=nginx pid=12 prio=120', { comm: 'nginx', pid: 12, isWhole: undefined }],
    ['a name with spaces', 'comm=Web Content pid=12 prio=120 group_dead=true', { comm: 'Web Content', pid: 12 }],
    ['a name that looks like a field', 'comm=x pid=1 pid=12 prio=120 group_dead=true', { comm: 'x pid=1', pid: 12 }],
  ])('sched_process_exit: %s', (_, fields, expected) => {
    expect(shortEvent(`sched_process_exit ${fields}`)).toMatchObject({ kind: 'exit', ...expected });
  });

  it('sched_process_exit: who ends is who the line begins with', () => {
    const line = ' java-33 (30) [001] ..... 1.5: sched_process_exit: comm=java pid=33 prio=120 group_dead=false';
    expect(eventOf(line)).toMatchObject({ comm: 'java', pid: 33, tgid: 30, isWhole: false });
  });

  it.each([
    ['a fault', 'sig=11 errno=0 code=1 sa_handler=0 sa_flags=0', 11, true, 'fault'],
    ['abort()', 'sig=6 errno=0 code=-6 sa_handler=0 sa_flags=0', 6, true, 'fault'],
    ['a fault sent by somebody', 'sig=11 errno=0 code=0 sa_handler=0 sa_flags=0', 11, true, 'process'],
    ['SIGKILL', 'sig=9 errno=0 code=0 sa_handler=0 sa_flags=0', 9, true, 'process'],
    ['SIGTERM that is handled', 'sig=15 errno=0 code=0 sa_handler=562ff2ed48b0 sa_flags=4000004', 15, false, 'process'],
    ['SIGTERM that is ignored', 'sig=15 errno=0 code=0 sa_handler=1 sa_flags=0', 15, false, 'process'],
    ['SIGCHLD, which ends nothing', 'sig=17 errno=0 code=1 sa_handler=0 sa_flags=0', 17, false, 'process'],
    ['SIGWINCH, which ends nothing', 'sig=28 errno=0 code=128 sa_handler=0 sa_flags=0', 28, false, 'process'],
    ['SIGTSTP, which ends nothing', 'sig=20 errno=0 code=128 sa_handler=0 sa_flags=0', 20, false, 'process'],
  ])('signal_deliver: %s', (_, fields, signal, byDefault, sentBy) => {
    expect(shortEvent(`signal_deliver ${fields}`)).toMatchObject({ kind: 'signal', signal, byDefault, sentBy });
  });

  it.each(['sig=0 errno=0 code=0 sa_handler=0', 'sig=65 errno=0 code=0 sa_handler=0', 'errno=0 code=0 sa_handler=0'])(
    'signal_deliver: not %s',
    (fields) => {
      expect(shortEvent(`signal_deliver ${fields}`)).toBeUndefined();
    },
  );

  it.each([
    ['kill()', 'sig=15 errno=0 code=0 comm=node pid=12 grp=1 res=0', { signal: 15, sentBy: 'process' }],
    ['tgkill()', 'sig=6 errno=0 code=-6 comm=node pid=12 grp=0 res=0', { signal: 6, sentBy: 'process' }],
    ['Ctrl-C', 'sig=2 errno=0 code=128 comm=node pid=12 grp=1 res=0', { signal: 2, sentBy: 'kernel' }],
    ['one that waits already', 'sig=15 errno=0 code=0 comm=node pid=12 grp=1 res=2', { signal: 15 }],
  ])('signal_generate: %s', (_, fields, expected) => {
    const sent = { kind: 'signal-sent', toComm: 'node', toPid: 12, ...expected };
    expect(shortEvent(`signal_generate ${fields} comm=bash`)).toMatchObject(sent);
  });

  it.each([
    ['ignored', 'sig=15 errno=0 code=0 comm=node pid=12 grp=1 res=1'],
    ['SIGCHLD, which ends nothing', 'sig=17 errno=0 code=1 comm=sh pid=12 grp=1 res=0'],
    ['to nobody', 'sig=15 errno=0 code=0 grp=1 res=0'],
    ['no signal', 'sig=0 errno=0 code=0 comm=node pid=12 grp=1 res=0'],
  ])('signal_generate: not %s', (_, fields) => {
    expect(shortEvent(`signal_generate ${fields} comm=bash`)).toBeUndefined();
  });

  it('signal_generate: who sends it is who the line begins, or in short ends, with', () => {
    const fields = 'sig=9 errno=0 code=0 comm=Web Content pid=12 grp=1 res=0';
    const to = { toComm: 'Web Content', toPid: 12 };
    expect(eventOf(` bash-40 [001] d.... 1.5: signal_generate: ${fields}`)).toMatchObject({
      comm: 'bash',
      pid: 40,
      ...to,
    });
    expect(shortEvent(`signal_generate ${fields} comm=bash`)).toMatchObject({ comm: 'bash', pid: undefined, ...to });
  });

  it('mark_victim: whom the kernel chose, not in whose time', () => {
    const line = ' stress-9 [000] ..... 1.5: mark_victim: pid=77';
    expect(eventOf(line)).toMatchObject({ kind: 'victim', pid: 77, comm: undefined });
  });
});

describe('counters', () => {
  it.each([
    [
      'nstat',
      'TcpExtListenOverflows           4                  0.0',
      { name: 'TcpExtListenOverflows', delta: 4, host: undefined },
    ],
    [
      'growth at the server',
      'counter server TcpExtListenOverflows +4',
      { name: 'TcpExtListenOverflows', delta: 4, host: 'server' },
    ],
    [
      'growth at the client',
      'counter client TcpExtListenOverflows +4',
      { name: 'TcpExtListenOverflows', delta: 4, host: 'client' },
    ],
  ])('%s', (_, line, counter) => {
    expect(readKernelLine(line)).toEqual({ kind: 'counter', counter });
  });

  it.each([
    ['the head of nstat', '#kernel'],
    ['a counter of nought', 'TcpExtListenOverflows           0                  0.0'],
    ['a router’s', 'counter router TcpExtListenOverflows +4'],
    ['what shrank', 'counter server TcpExtListenOverflows -4'],
    ['the file nstat reads', 'TcpExt: SyncookiesSent SyncookiesRecv ListenOverflows'],
    ['netstat -s', '    4 times the listen queue of a socket overflowed'],
  ])('not %s', (_, line) => {
    expect(readKernelLine(line)).toBeUndefined();
  });
});
