/** Forged packets are what they say: tshark reads them, and finds their checksums right or wrong. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOn, cables, mentionsPlace } from '../../src/lab/addresses.ts';
import { type Forgery, forge } from '../../src/lab/forge.ts';

const FIELDS = ['ip.src', 'ipv6.src', 'ip.ttl', 'ipv6.hlim', 'tcp.flags', 'tcp.seq_raw', 'tcp.ack_raw', 'tcp.len'];
const CHECKSUMS = ['ip.checksum.status', 'tcp.checksum.status'];

/** What tshark says of a packet, field by field. */
function dissect(packet: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'whyclosed-forge-'));
  try {
    const header = Buffer.alloc(40);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(65_535, 16);
    header.writeUInt32LE(101, 20);
    header.writeUInt32LE(packet.length, 32);
    header.writeUInt32LE(packet.length, 36);
    const file = join(folder, 'one.pcap');
    writeFileSync(file, Buffer.concat([header, packet]));
    const checks = ['-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE'];
    const fields = [...FIELDS, ...CHECKSUMS].flatMap((field) => ['-e', field]);
    const { stdout } = spawnSync('tshark', ['-r', file, ...checks, '-T', 'fields', ...fields], { encoding: 'utf8' });
    return stdout.replace('\n', '').split('\t');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const four: Forgery = {
  from: { address: '198.51.100.2', port: 80 },
  to: { address: '192.0.2.2', port: 50_001 },
  flags: 'R.',
  seq: 0xfffffff0,
  ack: 7,
  ttl: 119,
  payload: 'odd',
};
const six: Forgery = {
  ...four,
  from: { address: '2001:db8:2::2', port: 80 },
  to: { address: '2001:db8:1::2', port: 50_001 },
  flowLabel: 0xabcde,
};

const hasTshark = spawnSync('tshark', ['--version']).status === 0 || process.env['CI'] !== undefined;

describe.skipIf(!hasTshark)('forge()', () => {
  it('makes IPv4', () => {
    expect(dissect(forge(four))).toEqual(['198.51.100.2', '', '119', '', '0x0014', '4294967280', '7', '3', '1', '1']);
  });

  it('makes IPv6', () => {
    expect(dissect(forge(six))).toEqual(['', '2001:db8:2::2', '', '119', '0x0014', '4294967280', '7', '3', '', '1']);
  });

  it('makes a checksum that is wrong where it is told to', () => {
    expect(dissect(forge({ ...four, corrupt: true })).at(-1)).toBe('0');
  });
});

describe('addresses', () => {
  it('of one run are never taken for another’s', () => {
    for (const cable of cables) {
      for (const host of [1, 2, 3]) {
        const { v4, v6 } = addressOn(cable, host, 2);
        for (const text of [`src=${v4}:80 dest=x`, `src=[${v6}]:80`, `saddr=${v4} daddr=0.0.0.0`, `saddr=${v6} `]) {
          expect(mentionsPlace(text, 2)).toBe(true);
          expect(mentionsPlace(text, 0)).toBe(false);
          expect(mentionsPlace(text, 3)).toBe(false);
        }
      }
    }
    expect(mentionsPlace('src=127.0.0.1:80', 0)).toBe(false);
  });
});
