/** What other witnesses make of a connection, and what they must not: what only happened at the same time proves nothing. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import {
  ANSWERED,
  diagnoseEndsWith,
  diagnoseWith,
  exits,
  listens,
  REFUSED_ONWARD,
  SOCAT,
  served,
  signal,
  state,
  type Texts,
  traceLine,
  UNANSWERED,
} from '../diagnose/testimonies.ts';

const NGINX = ['nginx', 100] as const;

/** How sure a cause is by the first connection’s answer; nothing where it is not named. */
function sureness(diagnosis: Diagnosis | undefined, cause: string): string | undefined {
  if (diagnosis?.verdict.cause === cause) return diagnosis.verdict.confidence;
  return diagnosis?.verdict.alternatives.find((other) => other.cause === cause)?.confidence;
}

function sure(rows: string, texts: Texts, cause: string): string | undefined {
  return sureness(diagnoseWith(rows, texts)[0], cause);
}

/** nginx writes in the time of UTC. */
function nginx(seconds: number, text: string): string {
  return `2026/11/26 10:40:${String(seconds).padStart(2, '0')} [notice] 7#7: ${text}`;
}

const PROMPT = ANSWERED.replaceAll('1.000  S', '0.022  S').replaceAll('1.01', '0.03');

describe('process-crash', () => {
  const fault = [signal(0.9998, NGINX, 11, 1), exits(0.9999, NGINX)];

  it('is certain where the kernel saw the fault end the very process', () => {
    expect(sure(UNANSWERED, { k: [...served(NGINX), ...fault] }, 'process-crash')).toBe('certain');
  });

  it.each([
    [
      'another process of that name crashed',
      [...served(NGINX), signal(0.9998, ['nginx', 101], 11, 1), exits(0.9999, ['nginx', 101])],
    ],
    ['it crashed after it had closed', [...served(NGINX), signal(1.0098, NGINX, 11, 1), exits(1.01, NGINX)]],
    [
      'it ended by itself, and its threads with it',
      [
        ...served(['nginx', 102]),
        exits(0.9, ['nginx', 100], false),
        signal(0.901, ['nginx', 102], 9),
        exits(0.902, ['nginx', 102]),
      ],
    ],
    ['it is another connection’s', [...served(NGINX, 1, { remote: '192.0.2.9:40000' }), ...fault]],
    ['it was of another hour', [...served(NGINX, 1, { base: 1_795_600_000 }), ...fault]],
  ])('is not said to be where %s', (_, lines) => {
    expect(sure(ANSWERED, { k: lines }, 'process-crash')).toBeUndefined();
    expect(sure(UNANSWERED, { k: lines }, 'process-crash')).not.toBe('certain');
    expect(diagnoseWith(UNANSWERED, { k: lines })[0]?.verdict.cause).toBe(diagnoseWith(UNANSWERED)[0]?.verdict.cause);
  });

  it('is not said of a child that ends after each connection, whatever crashed at that moment', () => {
    const texts = {
      k: [...served(['sshd', 100]), exits(1.01, ['sshd', 100])],
      log: '2026-11-26T10:40:01Z host kernel: worker[77]: segfault at 0 ip 00007f0000000000 sp 00007f0000000000 error 4',
    };
    expect(sure(ANSWERED, { log: texts.log }, 'process-crash')).toBeUndefined();
    expect(sure(ANSWERED, texts, 'process-crash')).toBeUndefined();
  });

  it('is likely where the server ended with its listener and a request in hand', () => {
    const lines = [listens(-5, NGINX, true), ...served(NGINX), exits(0.9999, NGINX), listens(1.0001, NGINX, false)];
    expect(sure(UNANSWERED, { k: lines }, 'process-crash')).toBe('likely');
    // One of several processes may have done its work, and idle connections end with any server.
    expect(sure(UNANSWERED, { k: [...served(NGINX), exits(0.9999, NGINX)] }, 'process-crash')).not.toBe('likely');
    expect(sure(ANSWERED, { k: lines }, 'process-crash')).toBeUndefined();
  });

  it('may be a stop, where a signal killed the server with its listener: SIGTERM without a handler is told as SIGKILL', () => {
    const killed = [...served(NGINX), signal(0.9998, NGINX, 9), exits(0.9999, NGINX)];
    const lines = [listens(-5, NGINX, true), ...killed, listens(1.0001, NGINX, false)];
    const [diagnosis] = diagnoseWith(UNANSWERED, { k: lines });
    expect(diagnosis?.verdict).toMatchObject({ cause: 'process-crash', confidence: 'likely' });
    expect(diagnosis?.verdict.summary).not.toContain('SIGKILL');
    expect(sure(UNANSWERED, { k: lines }, 'graceful-shutdown')).toBe('possible');
    expect(sure(UNANSWERED, { k: killed }, 'graceful-shutdown')).toBeUndefined();
  });

  it('is none where the program was told to stop, and then let itself be killed', () => {
    const lines = [
      listens(-5, NGINX, true),
      ...served(NGINX),
      signal(0.9996, NGINX, 15, 0, '467600'),
      signal(0.9998, NGINX, 9),
      exits(0.9999, NGINX),
      listens(1.0001, NGINX, false),
    ];
    expect(diagnoseWith(UNANSWERED, { k: lines })[0]?.verdict.cause).toBe('graceful-shutdown');
  });

  it('is not said where the client is killed', () => {
    const rows = ANSWERED.replace('1.000  S  F.', '1.000  C  F.').replace('1.010  C  F.', '1.010  S  F.');
    const ends = { local: '192.0.2.1:40000', remote: '198.51.100.2:80' };
    const curl = ['curl', 7] as const;
    const lines = [
      state(0, curl, 'CLOSE', 'SYN_SENT', { ...ends, local: '192.0.2.1:0' }),
      state(0.01, ['swapper', 0], 'SYN_SENT', 'ESTABLISHED', ends),
      signal(0.9998, curl, 9),
      exits(0.9999, curl),
      state(1, curl, 'ESTABLISHED', 'FIN_WAIT1', ends),
    ];
    expect(sure(rows, { k: lines }, 'process-crash')).toBeUndefined();
  });
});

describe('out-of-memory-kill', () => {
  const victim = traceLine(0.5, ['stress', 1], 'mark_victim: pid=100');

  it('is certain where the kernel chose the very process', () => {
    const lines = [...served(NGINX), victim, signal(0.9998, NGINX, 9), exits(0.9999, NGINX)];
    expect(sure(UNANSWERED, { k: lines }, 'out-of-memory-kill')).toBe('certain');
  });

  it('is not said of a process that goes on', () => {
    const lines = [...served(['nginx', 101]), victim, signal(0.9998, NGINX, 9), exits(0.9999, NGINX)];
    expect(sure(ANSWERED, { k: lines }, 'out-of-memory-kill')).toBeUndefined();
    expect(sure(UNANSWERED, { k: lines }, 'out-of-memory-kill')).not.toBe('certain');
  });
});

describe('graceful-shutdown', () => {
  const line = nginx(1, 'signal 3 (SIGQUIT) received from 1, shutting down');

  it('is likely where the server closed what was idle as it was stopped', () => {
    expect(sure(ANSWERED, { log: line }, 'graceful-shutdown')).toBe('likely');
  });

  it('is possible at most where the log says of that client that its time was up', () => {
    const rows = '0.000 C S mss 1460\n0.010 S S. mss 1460\n0.011 C .\n4.010 S F.\n4.020 C F.\n4.021 S .';
    const timedOut = `${nginx(4, '')}*1 client timed out (110: Connection timed out) while SSL handshaking, client: 192.0.2.1, server: 198.51.100.2:80`;
    const stopped = nginx(4, 'signal 15 (SIGTERM) received from 1, exiting');
    expect(diagnoseWith(rows, { log: stopped })[0]?.verdict.cause).toBe('graceful-shutdown');
    const log = `${timedOut}\n${stopped}`;
    const diagnosis = diagnoseWith(rows, { log })[0];
    expect(diagnosis?.verdict.cause).toBe('server-idle-timeout');
    expect(diagnosis?.severity).toBe('benign');
    expect(sure(rows, { log }, 'graceful-shutdown')).toBe('possible');
  });

  it('is likely where its process was told to stop', () => {
    const lines = [...served(NGINX), signal(0.9, NGINX, 15, 0, '55aa')];
    expect(sure(ANSWERED, { k: lines }, 'graceful-shutdown')).toBe('likely');
  });

  it('is possible at most where the answer ended the connection anyway', () => {
    expect(
      sure(PROMPT, { log: nginx(0, 'signal 3 (SIGQUIT) received from 1, shutting down') }, 'graceful-shutdown'),
    ).toBe('possible');
    expect(diagnoseWith(PROMPT, { log: line })[0]?.verdict.cause).toBe('normal-close');
  });

  it.each([
    ['another worker was told to stop', { k: [...served(NGINX), signal(0.9, ['nginx', 101], 15, 0, '55aa')] }],
    [
      'one of several sockets of the port was closed',
      {
        k: [
          listens(-5, NGINX, true),
          listens(-5, ['nginx', 101], true),
          ...served(NGINX),
          listens(0.99, ['nginx', 101], false),
        ],
      },
    ],
    ['it was an hour before', { log: line.replace('10:40', '09:41') }],
  ])('is not said where %s', (_, texts) => {
    expect(sure(ANSWERED, texts, 'graceful-shutdown')).toBeUndefined();
  });

  it('is not said of whom nobody took in', () => {
    const refused = '0.000  C  S  mss 1460\n0.001  S  R.';
    const [diagnosis] = diagnoseWith(refused, { log: line });
    expect(sureness(diagnosis, 'graceful-shutdown')).toBeUndefined();
    expect(diagnosis?.verdict.cause).toBe('closed-port');
  });

  it('is not said where the client closed', () => {
    const rows = ANSWERED.replace('1.000  S  F.', '1.000  C  F.').replace('1.010  C  F.', '1.010  S  F.');
    expect(sure(rows, { log: line }, 'graceful-shutdown')).toBeUndefined();
  });
});

describe('lines of one moment', () => {
  it('of plain text on a TLS port are not of a connection whose plain request was answered', () => {
    const line =
      '2026/11/26 10:40:01 [info] 7#7: *1 client sent plain HTTP request to HTTPS port while reading client request headers, client: 192.0.2.1, server: a, request: "GET / HTTP/1.1"';
    const openssl =
      '808BE4D2EF7F0000:error:0A00009C:SSL routines:ssl3_get_record:http request:../ssl/record/ssl3_record.c:345:';
    for (const log of [line, openssl]) {
      expect(sure(ANSWERED, { log }, 'plain-on-tls-port')).toBeUndefined();
      expect(sure(UNANSWERED, { log }, 'plain-on-tls-port')).toBe('likely');
    }
  });

  it('of a limit are not of a connection that was answered', () => {
    const log = nginx(1, '4 worker_connections are not enough').replace('[notice]', '[alert]');
    expect(sure(ANSWERED, { log }, 'connection-limit')).toBeUndefined();
  });

  it('about the connection itself do not explain its close where it went on', () => {
    const long = ANSWERED.replaceAll(/^1\./gm, '51.');
    const line = '[reqtimeout:info] [pid 7:tid 7] [client 192.0.2.1:40000] AH01382: Request header read timeout';
    expect(sure(long, { log: `[Thu Nov 26 10:40:10.000000 2026] ${line}` }, 'request-timeout')).toBeUndefined();
    expect(sure(long, { log: `[Thu Nov 26 10:40:51.000000 2026] ${line}` }, 'request-timeout')).toBe('likely');
  });
});

describe('what a program opened onward', () => {
  it('and did not get explains its close', () => {
    expect(sure(UNANSWERED, { k: [...served(SOCAT), ...REFUSED_ONWARD] }, 'forwarder-without-backend')).toBe('likely');
  });

  it('may be for another of its connections', () => {
    const busy = [...served(SOCAT), ...served(SOCAT, 3, { remote: '192.0.2.9:40000' }), ...REFUSED_ONWARD];
    expect(sure(UNANSWERED, { k: busy }, 'forwarder-without-backend')).toBe('possible');
  });

  it('is nothing to a connection that was answered', () => {
    expect(sure(ANSWERED, { k: [...served(SOCAT), ...REFUSED_ONWARD] }, 'forwarder-without-backend')).toBeUndefined();
  });
});

describe('counters', () => {
  const syns = '0.000  C  S  mss 1460\n1.000  C  S  mss 1460\n3.000  C  S  mss 1460\n9.000  C  S  mss 1460';
  const others =
    '\nclient 192.0.2.1:40001 server 198.51.100.2:80\n10.000  C  S  mss 1460\n10.010  S  S.  mss 1460\n10.011  C  .\n10.100  C  F.\n10.110  S  F.\n10.111  C  .';
  /** Another connection, which both captures have. */
  const shared = (at: number, port: number): string =>
    [
      `client 192.0.2.1:${port} server 198.51.100.2:80`,
      `${at}.000  C  S  mss 1460`,
      `${at}.010  S  S.  mss 1460`,
      `${at}.011  C  .`,
      `${at}.100  C  F.`,
      `${at}.110  S  F.`,
      `${at}.111  C  .`,
    ].join('\n');

  it.each([
    ['accept-queue-overflow', 'TcpExtListenOverflows'],
    ['reverse-path-filter', 'TcpExtIPReversePathFilter'],
  ])('of the server make %s likely where the SYN came there', (cause, name) => {
    expect(sureness(diagnoseEndsWith(syns, syns, { c: `counter server ${name} +4` }), cause)).toBe('likely');
  });

  it.each([
    ['accept-queue-overflow', 'TcpExtListenOverflows'],
    ['reverse-path-filter', 'TcpExtIPReversePathFilter'],
  ])('make %s possible at most where nobody knows whether it came, or when they grew', (cause, name) => {
    expect(sure(syns + others, { c: `counter server ${name} +4` }, cause)).toBe('possible');
    expect(sureness(diagnoseEndsWith(syns, syns, { c: `${name}   4   0.0` }), cause)).toBe('possible');
  });

  const atClient = [
    shared(0, 40_001),
    'client 192.0.2.1:40000 server 198.51.100.2:80',
    syns.replaceAll(/^(\d)/gm, '1$1').replaceAll('mss', 'rawseq 77 mss'),
    shared(25, 40_002),
  ].join('\n');
  const atServer = [shared(0, 40_001), shared(25, 40_002)].join('\n');

  it.each(['accept-queue-overflow', 'reverse-path-filter'])('do not speak for %s where it did not come', (cause) => {
    const texts = { c: 'counter server TcpExtListenOverflows +4\ncounter server TcpExtIPReversePathFilter +4' };
    expect(sureness(diagnoseEndsWith(atClient, atServer, texts), cause)).toBeUndefined();
  });

  it('of the client say nothing of the server', () => {
    expect(
      sureness(
        diagnoseEndsWith(syns, syns, { c: 'counter client TcpExtIPReversePathFilter +4' }),
        'reverse-path-filter',
      ),
    ).toBeUndefined();
  });
});

describe('a listener', () => {
  const refused = '0.000  C  S  mss 1460\n0.001  S  R.';
  const answer = traceLine(
    0.0005,
    NGINX,
    'tcp_send_reset: skbaddr=2 skaddr=0 src=198.51.100.2:80 dest=192.0.2.1:40000 state=UNKNOWN reason=NO_SOCKET',
  );
  const elsewhere = [listens(-5, NGINX, true, '127.0.0.1:80'), answer];
  const reason = traceLine(
    -3,
    NGINX,
    'tcp_send_reset: skbaddr=2 skaddr=0 src=198.51.100.2:9 dest=192.0.2.9:1 state=UNKNOWN reason=NO_SOCKET',
  );

  it('on another address is why the port was closed', () => {
    expect(sure(refused, { k: elsewhere }, 'listener-on-another-address')).toBe('likely');
  });

  it('that is known by its use alone may be another host’s', () => {
    const used = state(-4, NGINX, 'LISTEN', 'SYN_RECV', { local: '198.51.100.9:80', remote: '192.0.2.9:1' });
    expect(sure(refused, { k: [used, answer] }, 'listener-on-another-address')).toBe('possible');
    expect(diagnoseWith(refused, { k: [used, answer] })[0]?.verdict.cause).toBe('closed-port');
  });

  it('on another address may be another container’s', () => {
    const containers = ['198.51.100.2:22', '172.17.0.2:22'].flatMap((local, at) => [
      state(-4 + at, NGINX, 'LISTEN', 'SYN_RECV', { local, remote: '192.0.2.9:1' }),
      state(-4 + at, NGINX, 'SYN_RECV', 'ESTABLISHED', { local, remote: '192.0.2.9:1' }),
    ]);
    expect(sure(refused, { k: [...elsewhere, ...containers] }, 'listener-on-another-address')).toBe('possible');
  });

  it('that was there makes a firewall likely, by a kernel that tells of its refusals', () => {
    const lines = [listens(-5, NGINX, true), ...served(NGINX, 1, { remote: '192.0.2.9:1' })];
    expect(sure(refused, { k: [...lines, reason] }, 'firewall-reset-at-connect')).toBe('likely');
    expect(sure(refused, { k: lines }, 'firewall-reset-at-connect')).toBe('possible');
  });

  it('that is there later says nothing', () => {
    const lines = [
      reason,
      ...served(NGINX, 1, { remote: '192.0.2.9:1', base: 1_795_689_660 }),
      listens(60, NGINX, true),
    ];
    const before = sure(refused, {}, 'firewall-reset-at-connect');
    expect(sure(refused, { k: lines.slice(1) }, 'firewall-reset-at-connect')).toBe(before);
    expect(diagnoseWith(refused, { k: lines.slice(1) })[0]?.verdict.cause).toBe('closed-port');
  });
});

describe('what a host says of processes and units', () => {
  const killed = (pid: number): string =>
    `[Thu Nov 26 10:40:01 2026] Out of memory: Killed process ${pid} (nginx) total-vm:1kB`;
  const unit = (text: string): string => `2026-11-26T10:40:01.000000+00:00 web systemd[1]: ${text}`;

  it('is a hint where nothing says that it is the server', () => {
    expect(sure(UNANSWERED, { log: killed(4711) }, 'out-of-memory-kill')).toBe('possible');
    expect(sure(UNANSWERED, { log: killed(100), k: served(['nginx', 101]) }, 'out-of-memory-kill')).toBe('possible');
    const oom = unit("db.service: Failed with result 'oom-kill'.");
    expect(sure(UNANSWERED, { log: oom, k: served(NGINX) }, 'out-of-memory-kill')).toBe('possible');
    const crash = unit('db.service: Main process exited, code=dumped, status=11/SEGV');
    expect(sure(UNANSWERED, { log: crash }, 'process-crash')).toBe('possible');
    expect(sure(UNANSWERED, { log: crash, k: [...served(NGINX), exits(0.9999, NGINX)] }, 'process-crash')).toBe(
      'possible',
    );
    expect(sure(ANSWERED, { log: unit('Stopping db.service - A database...') }, 'graceful-shutdown')).not.toBe(
      'likely',
    );
  });

  it('is more where the process had the server’s socket', () => {
    expect(sure(UNANSWERED, { log: killed(100), k: served(NGINX) }, 'out-of-memory-kill')).toBe('likely');
  });

  it('does not hide that the server was stopped', () => {
    const crash = unit('db.service: Main process exited, code=dumped, status=11/SEGV');
    const stopped = [...served(NGINX), signal(0.9, NGINX, 15, 0, '7f00')];
    expect(sure(ANSWERED, { log: crash, k: stopped }, 'graceful-shutdown')).toBe('likely');
  });
});

describe('the account of another host with the same address', () => {
  const REFUSED = '0 C S mss 1460\n0.01 S R. seq 0 ack 1';
  const account = [listens(-5, NGINX, true), ...served(['nginx', 9], 0.5, { remote: '192.0.2.77:5555' })];
  const refuses = traceLine(
    0.4,
    NGINX,
    'tcp_send_reset: skbaddr=2 skaddr=(null) src=198.51.100.2:81 dest=192.0.2.77:5555 state=UNKNOWN reason=NO_SOCKET',
  );

  it('speaks neither for a firewall nor against a closed port', () => {
    const one = { a: [...account, refuses] };
    expect(sure(REFUSED, one, 'firewall-reset-at-connect')).toBe('likely');
    expect(sure(REFUSED, one, 'closed-port')).toBe('possible');
    const two = { ...one, b: [...account, refuses] };
    expect(sure(REFUSED, two, 'firewall-reset-at-connect')).toBe('possible');
    expect(sure(REFUSED, two, 'closed-port')).toBe('likely');
  });
});
