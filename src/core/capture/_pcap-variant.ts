/**
 * Tells the variants of pcap apart that share a magic: their record headers have 16, 20, 24 or 28 bytes, and only the
 * records themselves show which (after the heuristics of Wireshark's wiretap/libpcap.c). 24 bytes: A. Kuznetzov's patch,
 * as in Red Hat 6; 28: the same with debugging, as in SuSE 6.3; 20: Nokia's IPSO.
 */
import type { InputWindow } from './_capture-format.ts';

const STANDARD = 16;
const NOKIA = 20;
const PATCHED = 24;
const PATCHED_WITH_DEBUGGING = 28;

const LARGEST_SANE_PACKET = 256 * 1024;
const LARGEST_INTERFACE_INDEX = 10_000;
/** PACKET_OUTGOING, the last of the packet types there were. */
const LARGEST_PACKET_TYPE = 4;

/**
 * The length of the record headers, told by the first record and the header of the second; undefined where that takes
 * more input. `standardMagic`: the file has the magic of unpatched pcap.
 */
export function findRecordHeaderLength(
  input: InputWindow,
  littleEndian: boolean,
  standardMagic: boolean,
): number | undefined {
  const { view, start, end } = input;
  if (end - start < PATCHED_WITH_DEBUGGING) return input.ended ? (standardMagic ? STANDARD : PATCHED) : undefined;
  let candidates: readonly number[] = [PATCHED, PATCHED_WITH_DEBUGGING];
  if (standardMagic) {
    if (isNokia(view.getUint32(start + 16, littleEndian))) candidates = [STANDARD, NOKIA];
    else if (isPatched(view, start + 16, littleEndian)) candidates = [STANDARD, PATCHED];
    else return STANDARD;
  }
  const captured = view.getUint32(start + 8, littleEndian);
  if (captured > LARGEST_SANE_PACKET) return candidates[0];
  const needed = start + PATCHED_WITH_DEBUGGING + captured + STANDARD;
  if (end < needed && !input.ended) return undefined;
  return candidates.find((length) => isRecordOrEnd(input, start + length + captured, littleEndian)) ?? candidates[0];
}

/** What Kuznetzov's patch adds: interface index, Ethernet type, packet type. */
function isPatched(view: DataView, offset: number, littleEndian: boolean): boolean {
  return (
    view.getUint32(offset, littleEndian) <= LARGEST_INTERFACE_INDEX && view.getUint8(offset + 6) <= LARGEST_PACKET_TYPE
  );
}

/** The four bytes Nokia adds, as far as they have been seen: X is 9 or b, Y b or d, Z 6 or 9, W 1 or 2 in 0xXfbfYZ0W. */
function isNokia(stuff: number): boolean {
  return /^[9b]fbf[bd][69]0[12]$/.test(stuff.toString(16));
}

function isRecordOrEnd(input: InputWindow, offset: number, littleEndian: boolean): boolean {
  const { view, end } = input;
  if (offset + STANDARD > end) return offset === end;
  const captured = view.getUint32(offset + 8, littleEndian);
  const original = view.getUint32(offset + 12, littleEndian);
  return view.getUint32(offset + 4, littleEndian) < 1e6 && captured <= LARGEST_SANE_PACKET && captured <= original;
}
