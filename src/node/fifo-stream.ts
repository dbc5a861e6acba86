/**
 * A named pipe as a stream of bytes. Opening one waits, in the kernel, for someone to write to it, and nothing can end
 * that wait, not even the end of the process; so it is opened without waiting and asked now and then (pipe(7), fifo(7)).
 */
import { closeSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ByteStream } from './stream-source.ts';

const POLL_MS = 50;
const PIECE = 64 * 1024;

/** Reads a named pipe that was opened with O_NONBLOCK, from the first writer to the last. */
export class FifoStream implements ByteStream {
  readonly #fd: number;
  #socket: Socket | undefined;
  #isDestroyed = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const piece = new Uint8Array(PIECE);
    let byteCount = readSome(this.#fd, piece);
    while (byteCount === 0) {
      await wait(POLL_MS);
      if (this.#isDestroyed) return;
      byteCount = readSome(this.#fd, piece);
    }
    this.#socket = new Socket({ fd: this.#fd, readable: true, writable: false });
    if (byteCount !== undefined) yield piece.subarray(0, byteCount);
    yield* this.#socket;
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    if (this.#socket === undefined) closeSync(this.#fd);
    else this.#socket.destroy();
  }
}

/** 0: nobody has the pipe open for writing; undefined: somebody has, but has written nothing yet. */
function readSome(fd: number, piece: Uint8Array): number | undefined {
  try {
    return readSync(fd, piece);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
