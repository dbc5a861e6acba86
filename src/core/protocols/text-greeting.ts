/** A reply of SMTP, FTP, NNTP and their like (RFC 5321 §4.2, RFC 959 §4.2): three digits, then a space or a hyphen. */
import { threeDigits } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

const SPACE = 0x20;
const HYPHEN = 0x2d;

export const protocol: Protocol = {
  id: 'text-greeting',
  kind: 'text-greeting',
  firstBytes: [0x31, 0x32, 0x33, 0x34, 0x35, 0x36],
  matches: (view, start, end) => {
    const code = threeDigits(view, start, end);
    if (code < 100 || code > 659 || end - start < 4) return -1;
    const separator = view.getUint8(start + 3);
    return separator === SPACE || separator === HYPHEN ? code : -1;
  },
};
