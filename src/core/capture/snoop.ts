/** The snoop container (RFC 1761), as Solaris' snoop writes it: big-endian records of 24 bytes and the packet, padded. */
import type { PacketView } from '../model/packet.ts';
import type { ProblemCode } from '../model/problem.ts';
import {
  type CaptureFormat,
  type InputWindow,
  LARGEST_PACKET,
  type ReaderContext,
  type ReadStep,
  type RecordReader,
} from './_capture-format.ts';

const FILE_HEADER = 16;
const RECORD_HEADER = 24;

/** RFC 1761's datalink types as LINKTYPE_ values. */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 6],
  [4, 1],
  [8, 10],
]);
/** A LINKTYPE_ value that no decoder is here for. */
const UNKNOWN_LINK_TYPE = 147;

class SnoopReader implements RecordReader {
  readonly #context: ReaderContext;
  #linkType = -1;
  #base = -1;
  #number = 0;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  next(input: InputWindow, packet: PacketView): ReadStep {
    if (this.#linkType < 0) {
      if (input.start + FILE_HEADER > input.end) return this.#stopShort(input);
      this.#linkType = LINK_TYPES.get(input.view.getUint32(input.start + 12)) ?? UNKNOWN_LINK_TYPE;
      this.#context.linkType?.(this.#linkType);
      input.start += FILE_HEADER;
    }
    const { view, start } = input;
    if (start + RECORD_HEADER > input.end) return this.#stopShort(input);
    const captured = view.getUint32(start + 4);
    const length = view.getUint32(start + 8);
    if (length < RECORD_HEADER + captured || captured > LARGEST_PACKET || length > 2 * LARGEST_PACKET) {
      return this.#giveUp(input, captured);
    }
    if (start + length > input.end) return this.#stopShort(input);
    if (this.#base < 0) this.#setBase(view.getUint32(start + 16));
    this.#number += 1;
    packet.number = this.#number;
    packet.timeNs = (view.getUint32(start + 16) - this.#base) * 1e9 + view.getUint32(start + 20) * 1000;
    packet.linkType = this.#linkType;
    packet.view = view;
    packet.bytes = input.bytes;
    packet.start = start + RECORD_HEADER;
    packet.end = packet.start + captured;
    packet.originalLength = view.getUint32(start);
    input.start = start + length;
    return 'packet';
  }

  #setBase(seconds: number): void {
    this.#context.base.seconds ??= seconds;
    this.#base = this.#context.base.seconds;
  }

  #stopShort(input: InputWindow): ReadStep {
    if (!input.ended) return 'more';
    if (input.start < input.end) {
      this.#report(input, 'truncated-input', 'The capture ends inside a record: everything before it was read');
      input.start = input.end;
    }
    return 'end';
  }

  #giveUp(input: InputWindow, captured: number): ReadStep {
    const what = `A record claims a packet of ${captured} bytes`;
    this.#report(input, 'bad-length', `${what}: the capture is damaged here and was read up to it`);
    input.start = input.end;
    return 'end';
  }

  #report(input: InputWindow, code: ProblemCode, message: string): void {
    this.#context.report({ code, message, count: 1, offset: input.position + input.start });
  }
}

/** snoop, version 2. */
export const captureFormat: CaptureFormat = {
  id: 'snoop',
  title: 'snoop',
  magicLength: 12,
  matches: ({ view, start, end }) =>
    end - start >= 12 &&
    view.getUint32(start) === 0x736e6f6f &&
    view.getUint32(start + 4) === 0x70000000 &&
    view.getUint32(start + 8) === 2,
  open: (context) => new SnoopReader(context),
};
