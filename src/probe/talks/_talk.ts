/**
 * How a protocol is spoken, just far enough to hear the server's own greeting or error: steps, each with what is sent and a
 * function that reads the answer from the bytes so far. Nothing logs in or changes anything.
 */
import type { AnswerKind } from '../model.ts';
import type { Scheme, Target } from '../target.ts';

/** What the server said. */
export interface Answer {
  readonly kind: AnswerKind;
  /** One line. */
  readonly text: string;
  readonly code?: string;
  /** Of HTTP: the field Alt-Svc. */
  readonly altSvc?: string;
  /** Bytes the message has so far; those after belong to the next step. */
  readonly used: number;
  /** There is nothing more to ask. */
  readonly last?: boolean;
  /** From here on TLS is spoken. */
  readonly startTls?: boolean;
}

/** What has come of a message. */
export interface Incoming {
  /** The first 64 KiB. */
  readonly bytes: Buffer;
  /** All bytes of it. */
  readonly total: number;
  /** The last 16 bytes. */
  readonly tail: Buffer;
  /** Nothing more will come. */
  readonly ended: boolean;
}

/** One thing to send and its answer. */
export interface Step {
  /** In words; absent where the server speaks first. */
  readonly asked?: string;
  readonly send?: Uint8Array;
  /** `undefined` while the message is not complete. */
  readonly read: (incoming: Incoming) => Answer | undefined;
  /** What came so far, in words, of a message that never became complete. */
  readonly part?: (incoming: Incoming) => Answer | undefined;
  /** No answer is no failure: nothing was asked. */
  readonly mayBeSilent?: boolean;
}

/** What is asked of a talk. */
export interface TalkOptions {
  readonly method: 'GET' | 'HEAD';
  /** Sent instead of what the protocol would send. */
  readonly send?: Uint8Array;
  /** Asks the server to leave the connection open (HTTP). */
  readonly keepAlive?: boolean;
}

/** A protocol. */
export interface Talk {
  /** The file's name. */
  readonly id: string;
  readonly schemes: readonly Scheme[];
  /** For ALPN, where the protocol has a name there. */
  readonly alpn?: readonly string[];
  /** Its clients do not check certificates unless they are told to. */
  readonly trustsAnybody?: boolean;
  readonly steps: (target: Target, options: TalkOptions) => readonly Step[];
}

/** The first line of what came, at most 200 characters; bytes that are no UTF-8 show as U+FFFD. */
export function firstLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 400));
  return (/^[\r\n]*([^\r\n]*)/.exec(text)?.[1] ?? '').slice(0, 200);
}

/** A message that ends with its first newline. */
export function readLine({ bytes }: Incoming): { readonly line: string; readonly used: number } | undefined {
  const end = bytes.indexOf(0x0a);
  return end < 0 ? undefined : { line: firstLine(bytes.subarray(0, end)), used: end + 1 };
}

/** The words for something that is not of the protocol. */
export function odd(incoming: Incoming, protocol: string): Answer {
  return {
    kind: 'odd',
    text: `not ${protocol}: ${firstLine(incoming.bytes)}`,
    used: incoming.bytes.length,
    last: true,
  };
}
