/**
 * What an error text means: what it proves, what it leaves open, which causes it may be, in order, and what tells them
 * apart. Plain data; made from the text alone, so it never says `certain`.
 */

/** What the program was doing when it failed. */
export type Operation = 'resolve' | 'connect' | 'listen' | 'accept' | 'handshake' | 'read' | 'write';

/** How far the connection had come: not at all, being opened, in the TLS handshake, open. */
export type Stage = 'local' | 'resolve' | 'connect' | 'tls' | 'open' | 'unknown';

/** Where the text says that the connection went to. */
export interface FoundAddress {
  /** Name or address, IPv6 without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port?: number;
  /** The URL it was read from, without user, password and query. */
  readonly url?: string;
}

/** A time that the text names. */
export interface FoundDuration {
  /** As it stands in the text: "3,600,089 milliseconds". */
  readonly text: string;
  readonly seconds: number;
}

/** A cause that the text may have. */
export interface PossibleCause {
  /** Id in the catalogue of causes. */
  readonly cause: string;
  readonly because: string;
}

/** Something else that the text holds. */
export interface OtherFinding {
  readonly symptom: string;
  /** The words that say so. */
  readonly quote: string;
}

/** What to do next. */
export interface NextStep {
  /** A command line for a POSIX shell; absent where it takes an address, and the text names none. */
  readonly command?: string;
  /** What it tells. */
  readonly tells: string;
}

/** An error text that was understood. */
export interface KnownText {
  readonly known: true;
  /** Id of what happened, a name of a file in src/core/explain/symptoms. */
  readonly symptom: string;
  readonly title: string;
  readonly stage: Stage;
  /** The words that decided. */
  readonly quote: string;
  /** Ids of the systems that print it, a name of a file in src/core/explain/dialects each. */
  readonly systems: readonly string[];
  /** The error's name, such as `ECONNRESET`, or the gateway's code, such as `SH`. */
  readonly code?: string;
  readonly operation?: Operation;
  readonly address?: FoundAddress;
  readonly durations: readonly FoundDuration[];
  /** What a number means, and where. */
  readonly notes: readonly string[];
  readonly proves: readonly string[];
  readonly leavesOpen: readonly string[];
  /** The likeliest first. */
  readonly causes: readonly PossibleCause[];
  readonly next: NextStep;
  /** What may be done again without harm. */
  readonly retry: string;
  readonly others: readonly OtherFinding[];
  /** Where it is written that this system prints this text: a URL, or a file of its source. */
  readonly source: string;
  /** Characters that were not read, because the text is too long. */
  readonly unread: number;
}

/** An error text that was not understood. */
export interface UnknownText {
  readonly known: false;
  /** Known texts that share words with it, the nearest first. */
  readonly nearest: readonly string[];
  readonly unread: number;
}

/** What an error text means. */
export type Explanation = KnownText | UnknownText;
