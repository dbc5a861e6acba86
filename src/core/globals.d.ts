/**
 * The globals the core may use beyond ECMAScript itself: those that every browser and Node have and that do no I/O.
 * Nothing is added here lightly; a name in this file is a name the core may depend on everywhere. Source: the WHATWG
 * Encoding Standard, https://encoding.spec.whatwg.org/#api.
 */

/** Decodes bytes to text; malformed input becomes U+FFFD unless `fatal` is set. */
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input?: Uint8Array | ArrayBufferView | ArrayBuffer, options?: { readonly stream?: boolean }): string;
}

/** Encodes text as UTF-8. */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { readonly read: number; readonly written: number };
}
