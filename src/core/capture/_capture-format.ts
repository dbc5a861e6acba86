/** What a capture container is to the reader: told by its first bytes, then asked for packet after packet. */
import type { PacketView } from '../model/packet.ts';
import type { Problem } from '../model/problem.ts';
import type { BaseSeconds } from '../model/time.ts';

/** The stretch of input that is in memory: a moving window over the file. */
export interface InputWindow {
  /** The buffer, and a view with the same offsets. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset of the first byte not yet consumed: a record reader moves it on. */
  start: number;
  /** Offset after the last byte there is. */
  readonly end: number;
  /** Offset in the input of the buffer's byte 0; `position + start` is where the reader stands in the file. */
  readonly position: number;
  /** No more bytes will come. */
  readonly ended: boolean;
}

/** Answer of one step: a packet is in the view; more input is needed; the input is over (or no more of it can be read). */
export type ReadStep = 'packet' | 'more' | 'end';

/** Reads one container's records out of a window. */
export interface RecordReader {
  /**
   * Moves to the next packet (all fields of the view but its number). Consumes what it has read; on 'more', which it
   * never answers once the window has ended, nothing of an unfinished packet is consumed.
   */
  next(input: InputWindow, packet: PacketView): ReadStep;
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
  /** Bytes `matches` needs to see; it answers false where there are fewer. */
  readonly magicLength: number;
  readonly matches: (input: InputWindow) => boolean;
  readonly open: (context: ReaderContext) => RecordReader;
}

/** Captured bytes of one packet beyond which a record is taken for damage: 16 MiB; libpcap's own limit is 256 KiB. */
export const LARGEST_PACKET: number = 16 * 1024 * 1024;
