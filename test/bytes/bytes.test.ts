import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIpv4, formatIpv6 } from '../../src/core/bytes/address.ts';
import { addWords, foldChecksum, internetChecksum, sumPseudoHeader } from '../../src/core/bytes/checksum.ts';
import {
  advance,
  isAfter,
  isBefore,
  isWithin,
  laterOf,
  sequenceDistance,
  toUnsigned,
} from '../../src/core/bytes/sequence.ts';

function viewOf(...bytes: number[]): DataView {
  return new DataView(Uint8Array.from(bytes).buffer);
}

describe('sequence numbers', () => {
  test('wrap around', () => {
    const last = 0xffff_ffff | 0;
    expect(advance(last, 1)).toBe(0);
    expect(sequenceDistance(5, last)).toBe(6);
    expect([isBefore(last, 5), isBefore(5, last), isBefore(5, 5)]).toEqual([true, false, false]);
    expect([isAfter(last, 5), isAfter(5, last), isAfter(5, 5)]).toEqual([false, true, false]);
    expect([laterOf(last, 5), laterOf(5, last)]).toEqual([5, 5]);
    expect(toUnsigned(last)).toBe(0xffff_ffff);
  });

  test('a window has its start and not its end, also across the wrap', () => {
    expect([9, 10, 19, 20].map((seq) => isWithin(seq, 10, 10))).toEqual([false, true, true, false]);
    expect([-6, -5, 4, 5].map((seq) => isWithin(seq, -5, 10))).toEqual([false, true, true, false]);
    expect(isWithin(10, 10, 0)).toBe(false);
  });

  test('order does not depend on where the circle is cut', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (a, b, shift) => {
        expect(isBefore(advance(a, shift), advance(b, shift))).toBe(isBefore(a, b));
      }),
    );
  });
});

describe('checksums', () => {
  test('the example of RFC 1071 §3', () => {
    const view = viewOf(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    expect(internetChecksum(view, 0, 8)).toBe(0xddf2 ^ 0xffff);
  });

  test('an odd last byte is the upper half of a word', () => {
    expect(internetChecksum(viewOf(0x12, 0x34, 0x56), 0, 3)).toBe((0x1234 + 0x5600) ^ 0xffff);
  });

  test('a header with its checksum sums up to zero, and a changed one does not', () => {
    const header = [0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0xb8, 0x61, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7];
    expect(internetChecksum(viewOf(...header), 0, 20)).toBe(0);
    expect(internetChecksum(viewOf(...header.with(1, 1)), 0, 20)).not.toBe(0);
  });

  test('pseudo headers of IPv4 and IPv6', () => {
    const ipv4 = viewOf(192, 0, 2, 1, 198, 51, 100, 2);
    expect(sumPseudoHeader(ipv4, 0, 4, 4, 6, 20)).toBe(0xc000 + 0x0201 + 0xc633 + 0x6402 + 6 + 20);
    const ipv6 = viewOf(...Array.from({ length: 32 }, (_, index) => index));
    const words = Array.from({ length: 16 }, (_, index) => 2 * index * 256 + 2 * index + 1);
    const sum = words.reduce((a, b) => a + b, 0);
    expect(sumPseudoHeader(ipv6, 0, 16, 16, 58, 0x2_0003)).toBe(sum + 58 + 2 + 3);
  });

  test('a gigabyte of ones folds', () => {
    expect(foldChecksum(addWords(viewOf(0xff, 0xff), 0, 2, 0xffff * 500_000_000))).toBe(0);
  });
});

describe('addresses', () => {
  test('IPv4', () => {
    expect(formatIpv4(viewOf(9, 192, 0, 2, 255), 1)).toBe('192.0.2.255');
  });

  test.each([
    ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['::1', [0, 0, 0, 0, 0, 0, 0, 1]],
    ['1::', [1, 0, 0, 0, 0, 0, 0, 0]],
    ['2001:db8::1', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]],
    ['2001:db8:0:1:1:1:1:1', [0x2001, 0xdb8, 0, 1, 1, 1, 1, 1]],
    ['2001:0:0:1::1', [0x2001, 0, 0, 1, 0, 0, 0, 1]],
    ['2001:db8::1:0:0:1', [0x2001, 0xdb8, 0, 0, 1, 0, 0, 1]],
    ['::ffff:192.0.2.1', [0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201]],
    ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['fe80::abcd:0:0:1', [0xfe80, 0, 0, 0, 0xabcd, 0, 0, 1]],
  ])('IPv6 %s', (text, groups) => {
    expect(formatIpv6(viewOf(...groups.flatMap((group) => [group >> 8, group & 0xff])), 0)).toBe(text);
  });

  test('any IPv6 is one for everyone else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(isIPv6(formatIpv6(new DataView(bytes.buffer, bytes.byteOffset), 0))).toBe(true);
      }),
    );
  });
});
