import { describe, expect, it } from 'vitest';
import { formatIpv4 } from '../../src/core/bytes/address.ts';
import { hostKeyOf } from '../../src/core/bytes/host-key.ts';

describe('hostKeyOf', () => {
  it('is the word of an IPv4 address as records hold it', () => {
    const view = new DataView(new ArrayBuffer(4));
    for (const word of [0, 1, -1, 0x7f00_0001, 0x0102_0304, -0x0102_0304]) {
      view.setInt32(0, word, true);
      expect(hostKeyOf(formatIpv4(view, 0))).toBe(word);
    }
  });

  it('is the text of any other address', () => {
    for (const address of ['::', '12::1', '2001:db8::9', '::ffff:192.0.2.1']) expect(hostKeyOf(address)).toBe(address);
  });
});
