/** Network addresses as text: IPv4 dotted, IPv6 as RFC 5952 §4 recommends (lower case, the longest run of zeros as ::). */

const GROUPS = 8;

/** The address of this IP version at the offset. */
export function formatAddress(view: DataView, offset: number, version: 4 | 6): string {
  return version === 4 ? formatIpv4(view, offset) : formatIpv6(view, offset);
}

/** The four bytes at the offset, dotted. */
export function formatIpv4(view: DataView, offset: number): string {
  return `${view.getUint8(offset)}.${view.getUint8(offset + 1)}.${view.getUint8(offset + 2)}.${view.getUint8(offset + 3)}`;
}

/** The sixteen bytes at the offset; IPv4-mapped addresses with their dotted end (RFC 5952 §5). */
export function formatIpv6(view: DataView, offset: number): string {
  if (view.getUint32(offset) === 0 && view.getUint32(offset + 4) === 0 && view.getUint32(offset + 8) === 0xffff) {
    return `::ffff:${formatIpv4(view, offset + 12)}`;
  }
  const zeros = longestZeroRun(view, offset);
  let text = '';
  for (let group = 0; group < GROUPS; group += 1) {
    if (group === zeros.start) {
      text += '::';
      group += zeros.length - 1;
    } else {
      const separator = group === 0 || text.endsWith(':') ? '' : ':';
      text += separator + view.getUint16(offset + 2 * group).toString(16);
    }
  }
  return text;
}

/** The first of the longest runs of two or more zero groups; start −1 where there is none. */
function longestZeroRun(view: DataView, offset: number): { readonly start: number; readonly length: number } {
  let longest = { start: -1, length: 1 };
  let length = 0;
  for (let group = 0; group < GROUPS; group += 1) {
    length = view.getUint16(offset + 2 * group) === 0 ? length + 1 : 0;
    if (length > longest.length) longest = { start: group - length + 1, length };
  }
  return longest;
}
