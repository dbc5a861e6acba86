/**
 * An open connection that is watched: what came and when, how it ended, and waits that end. Works on a plain socket and on a
 * TLS one alike. Keeps the first bytes alone, whatever is sent.
 */
import type { Duplex } from 'node:stream';
import type { SystemError } from './model.ts';
import { isReset, toSystemError } from './system-error.ts';

/** Bytes that are kept, of those the server sends. */
const KEPT_MAX = 64 * 1024;

/** The other end's end of the connection. */
export interface ChannelEnd {
  readonly how: 'fin' | 'reset' | 'failed';
  readonly error?: SystemError;
  readonly at: number;
}

/** Why a wait ended. */
export type ChannelWait = 'done' | 'ended' | 'timeout' | 'aborted';

/** A connection and what was seen on it. */
export class Channel {
  readonly stream: Duplex;
  receivedBytes = 0;
  sentBytes = 0;
  /** When something was last said by either end, in seconds since the probe began. */
  lastAt: number;
  /** When the first byte of what is kept came. */
  firstAt: number | undefined;
  end: ChannelEnd | undefined;
  readonly #clock: () => number;
  #kept: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(stream: Duplex, clock: () => number) {
    this.stream = stream;
    this.#clock = clock;
    this.lastAt = clock();
    stream.on('data', (bytes: Buffer) => this.#take(bytes));
    stream.on('end', () => this.#finish('fin'));
    stream.on('error', (error: Error) => this.#fail(toSystemError(error)));
    stream.on('close', () => this.#finish('fin'));
  }

  /** What came since `forget`, at most 64 KiB of it. */
  get kept(): Buffer {
    return this.#kept;
  }

  /** The last bytes that came, at most 16. */
  get tail(): Buffer {
    return this.#tail;
  }

  /** Sends; a failure shows as the end. */
  send(bytes: Uint8Array): void {
    this.sentBytes += bytes.length;
    this.lastAt = this.#clock();
    if (this.end?.how !== 'reset' && this.stream.writable) this.stream.write(bytes);
  }

  /** Forgets the first so many bytes of what is kept: a message that was read. */
  forget(bytes: number): void {
    this.#kept = this.#kept.subarray(bytes);
    this.firstAt = undefined;
  }

  /** Waits until the condition holds, the connection has ended, the time is up or the signal comes. */
  async until(isDone: () => boolean, seconds: number, signal: AbortSignal): Promise<ChannelWait> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#wake();
    }, seconds * 1000);
    const abort = (): void => this.#wake();
    signal.addEventListener('abort', abort);
    try {
      for (;;) {
        if (isDone()) return 'done';
        if (this.end !== undefined) return 'ended';
        if (signal.aborted) return 'aborted';
        if (isLate) return 'timeout';
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Gives the stream away, to be read by somebody else. */
  detach(): Duplex {
    this.stream.pause();
    this.stream.removeAllListeners('data');
    this.stream.removeAllListeners('end');
    this.stream.removeAllListeners('close');
    return this.stream;
  }

  /** Ends this side too, and lets go of the socket. */
  close(): void {
    if (this.end === undefined) this.stream.end();
    this.stream.removeAllListeners('data');
    this.stream.destroy();
  }

  #take(bytes: Buffer): void {
    this.firstAt ??= this.#clock();
    this.lastAt = this.#clock();
    this.receivedBytes += bytes.length;
    const room = KEPT_MAX - this.#kept.length;
    if (room > 0) this.#kept = Buffer.concat([this.#kept, bytes.subarray(0, room)]);
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(-16)]).subarray(-16);
    this.#wake();
  }

  #fail(error: SystemError): void {
    this.#finish(isReset(error) ? 'reset' : 'failed', error);
  }

  #finish(how: ChannelEnd['how'], error?: SystemError): void {
    this.end ??= { how, at: this.#clock(), ...(error === undefined ? {} : { error }) };
    this.#wake();
  }
}
