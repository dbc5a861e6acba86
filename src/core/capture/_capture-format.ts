/** What a capture container is to the reader: told by its first bytes, then asked for record after record. */
import type { PacketView } from '../model/packet.ts';
import type { Problem } from '../model/problem.ts';
import type { BaseSeconds, TimeNs } from '../model/time.ts';

/** The stretch of input that is in memory: a moving window over the file. */
export interface InputWindow {
  /** The buffer, and a view with the same offsets. */
  bytes: Uint8Array;
  view: DataView;
  /** Offset of the first byte not yet consumed, and after the last byte there is. */
  start: number;
  end: number;
  /** Offset in the input of the buffer's byte 0; `position + start` is where the reader stands in the file. */
  position: number;
  /** No more bytes will come. */
  ended: boolean;
}

/** Answer of one step: a packet is in the view; more input is needed; the input is over (or no more of it can be read). */
export type ReadStep = 'packet' | 'more' | 'end';

/** Reads one container's records out of a window. */
export interface RecordReader {
  /** Moves to the next packet. Consumes what it read; on 'more' nothing of the unfinished record is consumed. */
  readonly next: (input: InputWindow, packet: PacketView) => ReadStep;
  /** How many bytes a record needs to be read in one piece, after 'more'; the window's owner makes room for it. */
  readonly wanted: () => number;
}

/** What a reader tells besides packets. */
export interface ReaderContext {
  /** Base of all times; the first packet's whole second, set once for the merged capture. */
  readonly base: { seconds: BaseSeconds | undefined };
  readonly report: (problem: Problem) => void;
  /** A name from a name-resolution block. */
  readonly name: (address: string, name: string) => void;
  /** Link type of an interface, when it is met. */
  readonly linkType?: (linkType: number) => void;
}

/** A container format. */
export interface CaptureFormat {
  /** kebab-case; the file's name. */
  readonly id: string;
  readonly title: string;
  /** Bytes `matches` needs to see. */
  readonly magicLength: number;
  readonly matches: (input: InputWindow) => boolean;
  readonly open: (context: ReaderContext) => RecordReader;
}

export type { TimeNs };
