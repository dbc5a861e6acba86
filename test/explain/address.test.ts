import { describe, expect, test } from 'vitest';
import { nextStep, quoteForShell } from '../../src/core/explain/next-step.ts';
import { readAddress } from '../../src/core/explain/read-address.ts';

describe('addresses', () => {
  test.each([
    ['connect ECONNREFUSED 127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['connect ECONNREFUSED ::1:27017', { host: '::1', port: 27017 }],
    ['dial tcp [2001:db8::1]:443: connect: connection refused', { host: '2001:db8::1', port: 443 }],
    ['dial tcp: lookup api.example.com on 192.0.2.53:53: no such host', { host: 'api.example.com' }],
    ['read tcp 192.0.2.1:5000->198.51.100.2:443: read: connection reset by peer', { host: '198.51.100.2', port: 443 }],
    ['ssh: connect to host 192.0.2.1 port 22: Connection refused', { host: '192.0.2.1', port: 22 }],
    ["Can't connect to MySQL server on 'db:3306' (111)", { host: 'db', port: 3306 }],
    ['to app.example.com/192.0.2.1:80', { host: 'app.example.com', port: 80 }],
    [
      'Get "https://u:secret@api.example.com:8443/v1?token=secret": EOF',
      { host: 'api.example.com', port: 8443, url: 'https://api.example.com:8443/v1' },
    ],
    [
      'upstream: "http://198.51.100.1:8080/a", host: "www.example.com"',
      { host: '198.51.100.1', port: 8080, url: 'http://198.51.100.1:8080/a' },
    ],
    ['upstream: "uwsgi://127.0.0.1:8100"', { host: '127.0.0.1', port: 8100 }],
  ])('%s', (text, address) => {
    expect(readAddress(text)).toEqual(address);
  });

  test.each([
    'at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
    'at SocketInputStream.read(SocketInputStream.java:210)',
    'net.js:205:27',
    '2026-11-26 18:03:55 read error',
    '18:03:55.123',
    'server.go:1005',
    'index.html:12',
    '127.0.0.1:36148 [26/Nov/2026:18:07:28.094] f b1/s1 SH--',
    'client: 192.0.2.1:50000, closed',
    'see https://curl.se/docs/sslcerts.html',
    'version 1.2.3:4',
    'localhost:99999',
    'localhost:0',
    "hostname: '$(reboot)'",
    "host: '-rf', port: 80",
  ])('none in %s', (text) => {
    expect(readAddress(text)).toBeUndefined();
  });
});

describe('the next step', () => {
  test.each([
    ['probe', { host: '192.0.2.1', port: 80 }, 'whyclosed probe 192.0.2.1:80'],
    ['probe', { host: '2001:db8::1', port: 80 }, "whyclosed probe '[2001:db8::1]:80'"],
    [
      'probe',
      { host: 'a.example.com', port: 443, url: "https://a.example.com/x'y" },
      "whyclosed probe 'https://a.example.com/x'\\''y'",
    ],
    [
      'probe',
      { host: 'a.example.com', port: 27017, url: 'mongodb://a.example.com/' },
      'whyclosed probe a.example.com:27017',
    ],
    [
      'probe-tls',
      { host: 'a.example.com', port: 80, url: 'http://a.example.com/' },
      'whyclosed probe tls://a.example.com:80',
    ],
    [
      'capture',
      { host: '127.0.0.1', port: 80 },
      "tcpdump --immediate-mode -U -n -i lo -s 512 -w capture.pcap '(host 127.0.0.1 and port 80) or icmp or icmp6 or arp'",
    ],
    [
      'capture',
      undefined,
      "tcpdump --immediate-mode -U -n -i any -s 512 -w capture.pcap 'tcp or icmp or icmp6 or arp'",
    ],
    ['resolve-name', { host: 'a.example.com' }, 'getent ahosts a.example.com'],
    ['listeners', { host: '0.0.0.0', port: 80 }, "ss -ltnp 'sport = :80'"],
    ['local-ports', undefined, 'ss -tan'],
  ] as const)('%s %j', (kind, address, command) => {
    expect(nextStep(kind, address).command).toBe(command);
  });

  test.each([
    [
      'macos',
      'capture',
      "tcpdump --immediate-mode -U -n -i lo0 -s 512 -w capture.pcap '(host ::1 and port 80) or icmp or icmp6 or arp'",
    ],
    ['macos', 'listeners', 'lsof -nP -iTCP:80 -sTCP:LISTEN'],
    ['macos', 'resolve-name', 'dscacheutil -q host -a name ::1'],
    ['macos', 'local-ports', 'netstat -an'],
    ['windows', 'capture', 'dumpcap -i \\Device\\NPF_Loopback -w capture.pcapng'],
    ['windows', 'listeners', 'netstat -ano -p tcp | findstr :80'],
    ['windows', 'resolve-name', 'nslookup ::1'],
  ] as const)('on %s: %s', (platform, kind, command) => {
    expect(nextStep(kind, { host: '::1', port: 80 }, platform).command).toBe(command);
  });

  test('has no command where the address is missing', () => {
    expect(nextStep('probe', undefined)).toEqual({ tells: expect.stringContaining('whyclosed probe HOST:PORT') });
    expect(nextStep('probe', { host: 'a.example.com' }).command).toBeUndefined();
    expect(nextStep('deeper', { host: 'a', port: 1 }).command).toBeUndefined();
  });

  test('quotes for a shell', () => {
    expect(['a', 'a b', "a'b", '$(x)', '[::1]:80', ''].map(quoteForShell)).toEqual([
      'a',
      "'a b'",
      "'a'\\''b'",
      "'$(x)'",
      "'[::1]:80'",
      "''",
    ]);
  });
});
