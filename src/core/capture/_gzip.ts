/**
 * gzip (RFC 1952), of one member or several, undone by fflate. DEFLATE makes at most 1032 bytes of one, so small pieces
 * keep a bomb from filling the memory; headers and empty blocks without end are cut off.
 */
import { Gunzip } from 'fflate/browser';
import type { InputWindow } from './_capture-format.ts';
import type { Compression, Decompressor, DecompressorOutput, DecompressStep } from './_compression.ts';

const PIECE = 32 * 1024;
/** So much input without any output is no capture any more. */
const LONGEST_SILENCE = 1024 * 1024;

class GzipDecompressor implements Decompressor {
  readonly #output: DecompressorOutput;
  readonly #gunzip: Gunzip;
  #silence = 0;

  constructor(output: DecompressorOutput) {
    this.#output = output;
    this.#gunzip = new Gunzip((bytes) => {
      if (bytes.length === 0) return;
      this.#silence = 0;
      output.write(bytes);
    });
  }

  step(input: InputWindow): DecompressStep {
    const taken = Math.min(PIECE, input.end - input.start);
    if (taken === 0 && !input.ended) return 'more';
    // Copied, for fflate keeps what it could not use yet.
    const piece = input.bytes.slice(input.start, input.start + taken);
    this.#silence += taken;
    try {
      this.#gunzip.push(piece, taken === 0);
    } catch (error) {
      this.#output.complain(taken === 0 ? 'the input ends too early' : reasonOf(error));
      return 'end';
    }
    input.start += taken;
    if (this.#silence > LONGEST_SILENCE) {
      this.#output.complain('it goes on without any content');
      return 'end';
    }
    return taken === 0 ? 'end' : 'some';
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it is damaged';
}

/** gzip, as `tcpdump -z gzip` and rotated captures have it. */
export const gzip: Compression = {
  id: 'gzip',
  magicLength: 3,
  matches: ({ view, start, end }) =>
    end - start >= 3 && view.getUint16(start) === 0x1f8b && view.getUint8(start + 2) === 8,
  open: (output) => new GzipDecompressor(output),
};
