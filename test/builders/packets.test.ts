import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CaptureOptions, mergeRows, parseRows, toPcap } from './packets.ts';

/** What tshark reads in the capture, a line a packet. */
function dissect(pcap: Uint8Array, fields: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'whyclosed-builder-'));
  try {
    const file = join(folder, 'rows.pcap');
    writeFileSync(file, pcap);
    const options = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
    const text = execFileSync(
      'tshark',
      ['-nr', file, '-T', 'fields', '-E', 'occurrence=f', ...options, ...fields.flatMap((f) => ['-e', f])],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    return text
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll('\t', ' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const session = `
0.000  C  S      mss 1460 sackok wscale 7 ts 100:0
0.010  S  S.     ttl 57
0.010  C  .
0.100  C  P.     data "GET / HTTP/1.1\\r\\n\\r\\n"    # the request
+0.05  S  .      1:1461(1460) ack 19 win 0
0.300  S  R      seq 1461 id 7
`;
const fields = ['frame.time_relative', 'tcp.flags', 'tcp.seq', 'tcp.ack', 'tcp.len', 'tcp.checksum.status', 'ip.ttl'];

describe('toPcap()', () => {
  it('writes what the rows say and fills in the rest', () => {
    expect(dissect(toPcap(parseRows(session)), fields)).toEqual([
      '0.000000000 0x0002 0 0 0 1 64',
      '0.010000000 0x0012 0 1 0 1 57',
      '0.010000000 0x0010 1 1 0 1 64',
      '0.100000000 0x0018 1 1 18 1 64',
      '0.150000000 0x0010 1 19 1460 1 64',
      '0.300000000 0x0004 1461 0 0 1 64',
    ]);
  });

  it.each<CaptureOptions>([{ ipv6: true }, { linkType: 101 }, { ipv6: true, linkType: 101 }])(
    'writes %j',
    (options) => {
      const seen = dissect(toPcap(parseRows(session), options), ['tcp.stream', 'tcp.seq', 'tcp.checksum.status']);
      expect(seen).toEqual(['0 0 1', '0 0 1', '0 1 1', '0 1 1', '0 1 1', '0 1461 1']);
    },
  );

  it('breaks a checksum where the row says so', () => {
    expect(dissect(toPcap(parseRows('0 C S badsum')), ['tcp.checksum.status'])).toEqual(['0']);
  });

  it.each<[CaptureOptions, string, string, ...string[]]>([
    [{}, '3/13', '203.0.113.1', 'ip.src', 'icmp.type', 'icmp.code'],
    [{ ipv6: true }, '1/1', '2001:db8:f::1', 'ipv6.src', 'icmpv6.type', 'icmpv6.code'],
  ])('writes ICMP errors that quote the segment %j', (options, kind, from, ...icmpFields) => {
    const rows = parseRows(`0 C S\n1 X icmp ${kind} from ${from} about C ttl 250`);
    const [, error] = dissect(toPcap(rows, options), [...icmpFields, 'tcp.dstport']);
    expect(error).toBe(`${from} ${kind.replace('/', ' ')} 80`);
  });

  it('writes ARP, and who sent a frame', () => {
    const rows = parseRows(
      [
        '0 A who-has 198.51.100.2 tell 198.51.100.1 mac 02:00:00:00:00:0a',
        '1 A 198.51.100.2 is-at 02:00:00:00:00:0b to 198.51.100.1',
        '2 A 198.51.100.2 is-at 02:00:00:00:00:0b',
        '3 C S mac 02:00:00:00:00:0c',
      ].join('\n'),
    );
    const fields = ['eth.src', 'arp.opcode', 'arp.src.hw_mac', 'arp.src.proto_ipv4', 'arp.dst.proto_ipv4'];
    expect(dissect(toPcap(rows), fields).map((line) => line.trim())).toEqual([
      '02:00:00:00:00:0a 1 02:00:00:00:00:0a 198.51.100.1 198.51.100.2',
      '02:00:00:00:00:0b 2 02:00:00:00:00:0b 198.51.100.2 198.51.100.1',
      '02:00:00:00:00:0b 2 02:00:00:00:00:0b 198.51.100.2 198.51.100.2',
      '02:00:00:00:00:0c',
    ]);
  });

  it("cuts at the snaplen and at a row's own", () => {
    const rows = parseRows('0 C P. len 100 snap 10\n1 C P. len 100');
    expect(dissect(toPcap(rows, { snaplen: 80 }), ['frame.cap_len', 'frame.len', 'tcp.len'])).toEqual([
      '64 154 100',
      '80 154 100',
    ]);
  });

  it('keeps connections apart and merges them in time order', () => {
    const other = parseRows('client 192.0.2.9:1000 server 198.51.100.2:80\n0.005 C S\n0.015 S R.');
    const rows = mergeRows(parseRows(session), other);
    expect(dissect(toPcap(rows), ['tcp.stream', 'tcp.seq'])).toEqual([
      '0 0',
      '1 0',
      '0 0',
      '0 1',
      '1 1',
      '0 1',
      '0 1',
      '0 1461',
    ]);
  });
});

describe('parseRows()', () => {
  it.each([
    ['0 C Q', 'unknown flag "Q"'],
    ['0 C S mms 1460', 'unknown word "mms"'],
    ['0 D S', '"D" is not C, S, X or A'],
    ['0 A 192.0.2.1 has 02:00:00:00:00:02', '"has" is not is-at'],
    ['zero C S', '"zero" is no time'],
    ['0 C P. 1:10(8)', '1:10 is not 8'],
    ['0 C P. win', '"" is no number'],
  ])('throws on %s', (row, reason) => {
    expect(() => parseRows(row)).toThrow(reason);
  });

  it('reads escapes and hexadecimal payload', () => {
    const [first, second] = parseRows('0 C P. data "a#\\x00\\"\\\\ü"\n0 C P. hex 1603 len 4');
    expect(first).toMatchObject({ payload: Uint8Array.from([0x61, 0x23, 0, 0x22, 0x5c, 0xc3, 0xbc]) });
    expect(second).toMatchObject({ payload: Uint8Array.from([0x16, 0x03, 0x78, 0x78]) });
  });
});
