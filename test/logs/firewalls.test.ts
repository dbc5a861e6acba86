/** Logs of firewalls: what was turned away, forgotten or ended by them, and lines of theirs that tell nothing of that. */
import { describe, expect, test } from 'vitest';
import type { LogReading } from '../../src/core/logs/_log-format.ts';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';

/** Meaning, the ends as the device names them, what they are translated to, and when. */
function show(line: string): string {
  const reading = readLogLine(line);
  if (reading === undefined) return 'nothing';
  const { meaning, flow, translation, time } = reading;
  const parts: string[] = [meaning];
  if (flow !== undefined) parts.push(`${place(flow.from)} > ${place(flow.to)}`);
  if (translation !== undefined) {
    const { client, server, translatedClient, translatedServer } = translation;
    parts.push(`${place(client)} > ${place(server)}`);
    const inner = `${place(translatedClient)} > ${place(translatedServer)}`;
    if (inner !== parts.at(-1)) parts.push(`as ${inner}`);
  }
  if (time !== undefined) parts.push(`${time.yearless === true ? 'some year ' : ''}${time.seconds}`);
  return parts.join(' ');
}

function place({ address, port }: NonNullable<LogReading['flow']>['from']): string {
  return `${address} ${port}`;
}

/** A packet that Linux logs. */
function packet(prefix: string, flags = 'SYN'): string {
  return `${prefix}IN=eth0 OUT= MAC=52:54:00:00:00:01:52:54:00:00:00:02:08:00 SRC=192.0.2.1 DST=198.51.100.2 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=54321 DF PROTO=TCP SPT=40000 DPT=80 WINDOW=64240 RES=0x00 ${flags} URGP=0 `;
}

const BLOCKED = 'blocked 192.0.2.1 40000 > 198.51.100.2 80';

describe('the packet filter of Linux', () => {
  test.each([
    [packet('[UFW BLOCK] '), BLOCKED],
    [packet('[12345.678901] [UFW BLOCK] '), BLOCKED],
    [packet('2026-11-26T10:42:15.250000+00:00 fw kernel: [12345.678901] [UFW BLOCK] '), `${BLOCKED} 1795689735.25`],
    [packet('Nov 26 10:42:15 fw kernel: [12345.678901] [UFW BLOCK] '), `${BLOCKED} some year 91622535`],
    [packet('filter_IN_public_REJECT: '), BLOCKED],
    [packet('filter_FWD_public_DROP: '), BLOCKED],
    [packet('iptables denied: '), BLOCKED],
    [packet('DROP-INPUT ', 'ACK PSH'), BLOCKED],
    [
      '[UFW BLOCK] IN= OUT=eth0 SRC=2001:0db8:0000:0000:0000:0000:0000:0001 DST=2001:0db8:0000:0000:0000:0000:0000:0002 LEN=80 TC=0 HOPLIMIT=64 FLOWLBL=0 PROTO=TCP SPT=40000 DPT=80 WINDOW=64800 RES=0x00 SYN URGP=0',
      'blocked 2001:db8::1 40000 > 2001:db8::2 80',
    ],
    [packet('Nov 26 10:42:15 fw ulogd[7]: DROPPED: '), `${BLOCKED} some year 91622535`],
  ])('%s', (line, expected) => {
    expect(show(line)).toBe(expected);
  });

  test.each([
    // What the prefix does not say is not known.
    [packet('')],
    [packet('new connection: ')],
    [packet('[UFW ALLOW] ')],
    [packet('[UFW AUDIT] ')],
    [packet('[UFW AUDIT INVALID] ')],
    [packet('ACCEPT before DROP: ')],
    [packet('dropbox: ')],
    // What ends a connection is dropped when it is over.
    [packet('[UFW BLOCK] ', 'RST')],
    [packet('[UFW BLOCK] ', 'ACK FIN')],
    [packet('[UFW BLOCK] ').replace('TCP', 'UDP')],
    [packet('[UFW BLOCK] ').replace('SPT=40000', 'SPT=400000')],
    [packet('[UFW BLOCK] ').replace('SRC=192.0.2.1', 'SRC=gateway')],
  ])('%s tells nothing', (line) => {
    expect(show(line)).toBe('nothing');
  });

  test('quotes what it is about', () => {
    expect(readLogLine(packet('[1.000000] [UFW BLOCK] '))?.quote).toBe(
      '[UFW BLOCK] SRC=192.0.2.1 DST=198.51.100.2 PROTO=TCP SPT=40000 DPT=80 SYN',
    );
  });
});

describe('the virtual network of AWS', () => {
  const record = '2 123456789010 eni-1235b8ca123456789 192.0.2.1 198.51.100.2 40000 80 6 3 180 1795689700 1795689760';

  test('a record that was not let through is of all its minutes', () => {
    expect(show(`${record} REJECT OK`)).toBe(`${BLOCKED} 1795689700`);
    expect(readLogLine(`${record} REJECT OK`)?.time?.precision).toBe(60);
    expect(show(`2026-11-26T10:43:00.000Z ${record} REJECT OK`)).toBe(`${BLOCKED} 1795689700`);
  });

  test.each([
    `${record} ACCEPT OK`,
    `${record} REJECT OK and more`,
    `${record.replace(' 6 ', ' 17 ')} REJECT OK`,
    '2 123456789010 eni-1235b8ca123456789 - - - - - - - 1795689700 1795689760 - NODATA',
    `${record.replace('1795689760', '1795689600')} REJECT OK`,
  ])('%s tells nothing', (line) => {
    expect(show(line)).toBe('nothing');
  });
});

describe('Cisco', () => {
  const ends = 'for outside:192.0.2.1/40000 to inside:198.51.100.2/80 duration 1:00:30 bytes 1234';
  const same = '192.0.2.1 40000 > 198.51.100.2 80';
  test.each([
    [`%ASA-6-302014: Teardown TCP connection 77 ${ends} Conn-timeout`, `mapping-expired ${same}`],
    [
      `<166>Nov 26 2026 10:42:15 fw1 : %ASA-6-302014: Teardown TCP connection 77 ${ends} Conn-timeout`,
      `mapping-expired ${same} 1795689735`,
    ],
    [
      `Nov 26 10:42:15 fw1 %ASA-6-302014: Teardown TCP connection 77 ${ends} Xlate Clear`,
      `mapping-deleted ${same} some year 91622535`,
    ],
    [
      `Nov 26 10:42:16 10.0.0.1 Nov 26 2026 10:42:15 UTC: %ASA-6-302014: Teardown TCP connection 77 ${ends} Flow reset by IPS`,
      `ended-by-device ${same} 1795689735`,
    ],
    [
      `2026-11-26T10:42:15Z fw1 %FTD-6-302014: Teardown TCP connection 77 ${ends} Flow closed by inspection from inside`,
      `ended-by-device ${same} 1795689735`,
    ],
    [
      '%ASA-6-302014: Teardown TCP connection 77 for outside:192.0.2.1/40000(LOCAL\\user) to inside:198.51.100.2/80 duration 0:00:30 bytes 0 Idle Timeout (user)',
      `mapping-expired ${same}`,
    ],
    [
      '%ASA-4-106023: Deny tcp src outside:192.0.2.1/40000 dst inside:198.51.100.2/80 by access-group "outside_in" [0x0, 0x0]',
      BLOCKED,
    ],
    [
      '%ASA-2-106001: Inbound TCP connection denied from 192.0.2.1/40000 to 198.51.100.2/80 flags SYN  on interface outside',
      BLOCKED,
    ],
    [
      '%ASA-4-106100: access-list outside_in denied tcp outside/192.0.2.1(40000) -> inside/198.51.100.2(80) hit-cnt 1 first hit [0x0, 0x0]',
      BLOCKED,
    ],
    [
      '%ASA-6-106015: Deny TCP (no connection) from 192.0.2.1/40000 to 198.51.100.2/80 flags PSH ACK  on interface outside',
      `no-mapping ${same}`,
    ],
    [
      '%ASA-4-106023: Deny tcp src outside:2001:db8::1/40000 dst inside:2001:db8::2/80 by access-group "x"',
      'blocked 2001:db8::1 40000 > 2001:db8::2 80',
    ],
  ])('%s', (line, expected) => {
    expect(show(line)).toBe(expected);
  });

  test.each([
    // Endings of the two ends.
    `%ASA-6-302014: Teardown TCP connection 77 ${ends} TCP FINs`,
    `%ASA-6-302014: Teardown TCP connection 77 ${ends} TCP Reset-O`,
    `%ASA-6-302014: Teardown TCP connection 77 ${ends} TCP Reset-I`,
    `%ASA-6-302014: Teardown TCP connection 77 ${ends} SYN Timeout`,
    `%ASA-6-302014: Teardown TCP connection 77 ${ends}`,
    `%ASA-6-302016: Teardown UDP connection 77 ${ends} Conn-timeout`,
    '%ASA-6-302013: Built inbound TCP connection 77 for outside:192.0.2.1/40000 (192.0.2.1/40000) to inside:198.51.100.2/80 (198.51.100.2/80)',
    // What comes after the end is of no connection.
    '%ASA-6-106015: Deny TCP (no connection) from 192.0.2.1/40000 to 198.51.100.2/80 flags RST  on interface outside',
    '%ASA-6-106015: Deny TCP (no connection) from 192.0.2.1/40000 to 198.51.100.2/80 flags FIN ACK  on interface outside',
    '%ASA-4-106023: Deny udp src outside:192.0.2.1/40000 dst inside:198.51.100.2/80 by access-group "x"',
    '%ASA-4-106100: access-list x permitted tcp outside/192.0.2.1(40000) -> inside/198.51.100.2(80) hit-cnt 1',
  ])('%s tells nothing', (line) => {
    expect(show(line)).toBe('nothing');
  });
});

describe('Palo Alto', () => {
  /** A record with what differs; the other fields as the device writes them. */
  function record(subtype: string, action: string, reason: string, nat = ['0.0.0.0', '0.0.0.0', '0', '0']): string {
    const [natSource, natDestination, natSourcePort, natDestinationPort] = nat;
    return `Nov 26 10:42:15 fw1 1,2026/11/26 10:42:15,007000000000001,TRAFFIC,${subtype},2561,2026/11/26 10:42:14,192.0.2.1,198.51.100.2,${natSource},${natDestination},"web, in",,,web-browsing,vsys1,untrust,dmz,ethernet1/1,ethernet1/2,log,2026/11/26 10:42:15,12345,1,40000,80,${natSourcePort},${natDestinationPort},0x400019,tcp,${action},1234,1000,234,10,2026/11/26 09:42:13,3600,any,,7000000001,0x0,Country,Country,,6,4,${reason},0,0,0,0,,fw1,from-policy`;
  }

  const same = '192.0.2.1 40000 > 198.51.100.2 80';
  test.each([
    [record('end', 'allow', 'aged-out'), `mapping-expired ${same} 1795689734`],
    [record('end', 'allow', 'threat'), `ended-by-device ${same} 1795689734`],
    [record('end', 'allow', 'policy-deny'), `ended-by-device ${same} 1795689734`],
    [record('deny', 'reset-both', 'policy-deny'), `blocked ${same} 1795689734`],
    [record('drop', 'drop', 'policy-deny'), `blocked ${same} 1795689734`],
    [
      record('end', 'allow', 'aged-out', ['203.0.113.1', '10.0.0.9', '61000', '8080']),
      `mapping-expired ${same} as 203.0.113.1 61000 > 10.0.0.9 8080 1795689734`,
    ],
  ])('%s', (line, expected) => {
    expect(show(line)).toBe(expected);
  });

  test.each([
    record('start', 'allow', 'n/a'),
    record('end', 'allow', 'tcp-fin'),
    record('end', 'allow', 'tcp-rst-from-server'),
    record('end', 'allow', 'constructor'),
    record('end', 'allow', 'aged-out').replace(',tcp,', ',udp,'),
    record('end', 'allow', 'aged-out').replace(',TRAFFIC,', ',THREAT,'),
    record('end', 'allow', 'aged-out').slice(0, 150),
  ])('%s tells nothing', (line) => {
    expect(show(line)).toBe('nothing');
  });
});

describe('FortiGate', () => {
  const head =
    'date=2026-11-26 time=11:42:15 devname="fw1" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" eventtime=1795689735250000000 tz="+0100" srcip=192.0.2.1 srcport=40000 srcintf="port2" dstip=198.51.100.2 dstport=80 dstintf="port3" proto=6';
  const same = '192.0.2.1 40000 > 198.51.100.2 80';
  test.each([
    [`${head} action="deny" policyid=0 policytype="policy"`, `blocked ${same} 1795689735.25`],
    [`<189>${head} action="timeout" policyid=7`, `mapping-expired ${same} 1795689735.25`],
    [
      `${head} action="timeout" policyid=7 trandisp="snat" transip=203.0.113.1 transport=61000`,
      `mapping-expired ${same} as 203.0.113.1 61000 > 198.51.100.2 80 1795689735.25`,
    ],
    [`${head.replace('eventtime=1795689735250000000 ', '')} action="deny"`, `blocked ${same} 1795689735`],
    [`${head.replace('1795689735250000000', '1795689735')} action="deny"`, `blocked ${same} 1795689735`],
    [
      `${head.replace('type="traffic" subtype="forward"', 'type="utm" subtype="ips"')} action="reset" attack="Something"`,
      `ended-by-device ${same} 1795689735.25`,
    ],
  ])('%s', (line, expected) => {
    expect(show(line)).toBe(expected);
  });

  test.each([
    `${head} action="close" policyid=7`,
    `${head} action="client-rst" policyid=7`,
    `${head} action="server-rst" policyid=7`,
    `${head} action="ip-conn" policyid=7`,
    `${head} action="accept" policyid=7`,
    `${head.replace('proto=6', 'proto=17')} action="deny"`,
    `${head.replace('type="traffic" subtype="forward"', 'type="utm" subtype="ips"')} action="detected"`,
    `${head.replace('type="traffic"', 'type="event"')} action="deny"`,
    `${head.replace('srcport=40000 ', '')} action="deny"`,
  ])('%s tells nothing', (line) => {
    expect(show(line)).toBe('nothing');
  });
});

describe('the firewall of Windows', () => {
  test.each([
    ['2026-11-26 10:42:15 DROP TCP 192.0.2.1 198.51.100.2 40000 80 52 S 1234567 0 64240 - - - RECEIVE 4'],
    ['2026-11-26 10:42:15 DROP TCP 192.0.2.1 198.51.100.2 40000 80 52 S 1234567 0 64240 - - - RECEIVE'],
    ['2026-11-26 10:42:15 DROP TCP 192.0.2.1 198.51.100.2 40000 80 0 - 0 0 0 - - - SEND'],
  ])('%s', (line) => {
    expect(show(line)).toBe(`${BLOCKED} 1795689735`);
  });

  test.each([
    '2026-11-26 10:42:15 ALLOW TCP 192.0.2.1 198.51.100.2 40000 80 0 - 0 0 0 - - - SEND',
    '2026-11-26 10:42:15 DROP UDP 192.0.2.1 198.51.100.2 40000 80 52 - - - - - - - RECEIVE',
    '2026-11-26 10:42:15 DROP TCP 192.0.2.1 198.51.100.2 40000 80 40 RA 1234567 0 0 - - - RECEIVE',
    '2026-11-26 10:42:15 DROP TCP 192.0.2.1 198.51.100.2 40000 80 40 FA 1234567 0 0 - - - RECEIVE',
  ])('%s tells nothing', (line) => {
    expect(show(line)).toBe('nothing');
  });
});
