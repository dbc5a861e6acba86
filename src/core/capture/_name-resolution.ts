/**
 * Names out of a pcapng name-resolution block (draft-ietf-opsawg-pcapng §4.5): records of an address and the names it
 * has, each name ended by a zero byte.
 */
import { formatIpv4, formatIpv6 } from '../bytes/address.ts';

const END_OF_RECORDS = 0;
const IPV4_RECORD = 1;
const IPV6_RECORD = 2;

/** Hands over every address and its first name between the two offsets; a damaged record ends the reading. */
export function readNames(
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
  name: (address: string, name: string) => void,
): void {
  const decoder = new TextDecoder();
  for (let record = start; record + 4 <= end; ) {
    const type = view.getUint16(record, littleEndian);
    const length = view.getUint16(record + 2, littleEndian);
    const value = record + 4;
    if (type === END_OF_RECORDS || value + length > end) return;
    const addressLength = type === IPV4_RECORD ? 4 : type === IPV6_RECORD ? 16 : 0;
    if (addressLength > 0 && length > addressLength) {
      const names = new Uint8Array(view.buffer, view.byteOffset + value + addressLength, length - addressLength);
      const zero = names.indexOf(0);
      const first = decoder.decode(names.subarray(0, zero < 0 ? names.length : zero));
      const address = type === IPV4_RECORD ? formatIpv4(view, value) : formatIpv6(view, value);
      if (first !== '') name(address, first);
    }
    record = value + length + (-length & 3);
  }
}
