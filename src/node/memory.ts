/**
 * Memory for read buffers that starts at a page: WebAssembly's does, and the kernel copies into it about twice as fast as
 * into memory that starts 16 bytes after one, as malloc's does.
 */

/** The part of WebAssembly (https://webassembly.github.io/spec/js-api/#memories) used here. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

const PAGE = 65_536;

/** Page-aligned memory of at least this length, or plain memory where the system grants none (a limit on addresses). */
export function allocatePages(byteLength: number): ArrayBuffer {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(byteLength / PAGE) }).buffer;
  } catch {
    return new ArrayBuffer(byteLength);
  }
}
