/**
 * What was wrong with the input. Problems are collected and reported beside the answer; they are never thrown, and the
 * work goes on with whatever else can be read.
 */

/** What kind of thing was wrong; stable, for programs. */
export type ProblemCode =
  /** The input ends inside a header, block or packet. */
  | 'truncated-input'
  /** A length or field that cannot be true. */
  | 'bad-length'
  | 'bad-header'
  /** Neither pcap nor pcapng, also after decompression. */
  | 'not-a-capture'
  | 'bad-compression'
  /** The system would not let it be read, or not any further. */
  | 'unreadable-input'
  /** A link type no decoder is here for; its packets are counted, not read. */
  | 'unknown-link-type'
  /** A network or tunnel layer that could not be decoded. */
  | 'undecodable-packet'
  /** More connections or fragments at once than the set limit; the oldest were given up early. */
  | 'limit-reached'
  /** Something about the capture that weakens every answer drawn from it. */
  | 'capture-quality'
  /** A log of which no line tells anything of a connection. */
  | 'log-quality';

/** One thing that was wrong, or many alike: equal problems are counted, not repeated. */
export interface Problem {
  readonly code: ProblemCode;
  /** A sentence: what was wrong and what was done about it. */
  readonly message: string;
  /** How often; 1 unless alike problems were folded together. */
  readonly count: number;
  /** The file it is in, where there are several or it has a name. */
  readonly file?: string;
  /** frame.number of the first packet concerned. */
  readonly packet?: number;
  /** Byte offset in the (decompressed) input of the first place concerned. */
  readonly offset?: number;
}
