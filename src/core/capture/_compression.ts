/** What a compression is to the reader: told by its first bytes, undone piece by piece. */
import type { InputWindow } from './_capture-format.ts';

/** Answer of one step: something was taken; more input is needed; nothing more can be decompressed. */
export type DecompressStep = 'some' | 'more' | 'end';

/** Where decompressed bytes and complaints go. */
export interface DecompressorOutput {
  /** Takes bytes that nobody will change. */
  readonly write: (bytes: Uint8Array) => void;
  /** What is wrong with the input, as the end of a sentence; the step then answers 'end'. */
  readonly complain: (reason: string) => void;
}

/** Undoes a compression out of a window. One step yields a few megabytes at most, however well they were compressed. */
export interface Decompressor {
  step(input: InputWindow): DecompressStep;
}

/** A compression a capture may come in. */
export interface Compression {
  readonly id: string;
  /** Bytes `matches` needs to see; it answers false where there are fewer. */
  readonly magicLength: number;
  readonly matches: (input: InputWindow) => boolean;
  readonly open: (output: DecompressorOutput) => Decompressor;
}
