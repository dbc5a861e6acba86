import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpv4, formatIpv6 } from '../../src/core/bytes/address.ts';
import { hostKeyAt, hostKeyOf, pairKeyOf, serviceKeyOf } from '../../src/core/bytes/host-key.ts';

/** Addresses with runs of zeros, as most have. */
const address = fc
  .array(fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .map((groups) => {
    const view = new DataView(new ArrayBuffer(16));
    for (const [at, group] of groups.entries()) view.setUint16(2 * at, group);
    return view;
  });

describe('hostKeyOf', () => {
  it('is the word of an IPv4 address as records hold it', () => {
    const view = new DataView(new ArrayBuffer(4));
    for (const word of [0, 1, -1, 0x7f00_0001, 0x0102_0304, -0x0102_0304]) {
      view.setInt32(0, word, true);
      expect(hostKeyOf(formatIpv4(view, 0))).toBe(word);
    }
  });

  it('is for the text of an IPv6 address what it is for its bytes', () => {
    fc.assert(
      fc.property(address, (view) => {
        const key = hostKeyAt(view, 0);
        expect(hostKeyOf(formatIpv6(view, 0))).toBe(key);
        expect(key).toBeGreaterThanOrEqual(2 ** 32);
        expect(Number.isSafeInteger(key)).toBe(true);
      }),
    );
  });

  it('tells addresses and other texts apart that are alike', () => {
    const texts = ['::', '::1', '1::', '1:0:0:2::', '1::2:0:0:0', '12::1', '1::21', '::ffff:192.0.2.1', '::c000:201'];
    const others = [
      '192.0.2.1',
      '192.0.2',
      '1.192.0.2',
      'a.example',
      'b.example',
      '',
      'a:b',
      '1:2:3',
      '::1%eth0',
      '[::1]',
    ];
    const all = [...texts, ...others];
    expect(new Set(all.map(hostKeyOf)).size).toBe(all.length);
  });

  it('tells a hundred thousand neighbours apart', () => {
    const view = new DataView(new ArrayBuffer(16));
    view.setUint32(0, 0x2001_0db8);
    const keys = new Set<number>();
    for (let i = 0; i < 100_000; i += 1) {
      view.setUint32(i % 2 === 0 ? 4 : 12, i);
      keys.add(hostKeyAt(view, 0));
    }
    expect(keys.size).toBe(100_000);
  });
});

describe('serviceKeyOf', () => {
  it('tells ports and hosts apart', () => {
    const keys = new Set<number>();
    for (const host of ['0.0.0.0', '255.255.255.255', '192.0.2.1', '2001:db8::1', '2001:db8::2'])
      for (const port of [0, 1, 80, 443, 0xffff]) keys.add(serviceKeyOf(hostKeyOf(host), port));
    expect(keys.size).toBe(25);
  });
});

describe('pairKeyOf', () => {
  it('tells pairs apart, and who is first', () => {
    const hosts = ['192.0.2.1', '192.0.2.2', '255.255.255.255', '0.0.0.0', '2001:db8::1', '2001:db8::2'].map(hostKeyOf);
    const keys = new Set(hosts.flatMap((one) => hosts.map((other) => pairKeyOf(one, other))));
    expect(keys.size).toBe(hosts.length ** 2);
  });

  it('tells the pairs of two networks apart', () => {
    const keys = new Set<number>();
    for (let one = 0; one < 300; one += 1)
      for (let other = 0; other < 300; other += 1)
        keys.add(
          pairKeyOf(hostKeyOf(`10.0.${one >> 8}.${one & 0xff}`), hostKeyOf(`192.168.${other >> 8}.${other & 0xff}`)),
        );
    expect(keys.size).toBe(90_000);
  });
});
