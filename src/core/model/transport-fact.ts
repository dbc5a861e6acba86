/**
 * Facts of the transport: attempts that met something unexpected, segments that came another way than they should, and a reader
 * that does not read.
 */
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { TimeNs } from './time.ts';

/** An attempt to connect that met something else than a SYN-ACK, or a SYN-ACK that met a reset. */
export interface ConnectAttemptFact extends FactBase {
  readonly kind: 'connect-attempt';
  /** The server answered the SYN with an ACK for other numbers: it has an older connection between these ports. */
  readonly challenged: boolean;
  /** The client's kernel answered that with a reset. */
  readonly challengeReset: boolean;
  /** The client's kernel answered the SYN-ACK with a bare reset. */
  readonly synAckReset: boolean;
  /** The SYN-ACK has window 0: its sender does not want data yet. */
  readonly answeredWithoutWindow: boolean;
  /** After its reset the client sent the same SYN once more: it was still waiting. */
  readonly askedAgain: boolean;
}

/** A probe without SYN, ACK and RST, which only scanners send, was answered with RST|ACK. */
export interface ScanProbeFact extends FactBase {
  readonly kind: 'scan-probe';
  /** Whose port was probed, and whose kernel answered. */
  readonly at: Side;
}

/** A side reset an acknowledgement and then repeated what that acknowledges: the kernel got it, and the connection did not. */
export interface RepeatedAfterResetFact extends FactBase {
  readonly kind: 'repeated-after-reset';
  readonly from: Side;
  /** From the reset to the repetition. */
  readonly afterNs: TimeNs;
}

/** A side had closed its window and did not open it again before the end: its program did not read. */
export interface ZeroWindowFact extends FactBase {
  readonly kind: 'zero-window';
  /** The side that did not read. */
  readonly at: Side;
  /** When it advertised the window 0 that stayed; later than that where the packet was not kept (`sinceKnown`). */
  readonly sinceNs: TimeNs;
  readonly sinceKnown: boolean;
  /** From then to the close, or to the last packet. */
  readonly spanNs: TimeNs;
  /** How often it advertised 0 in that time. */
  readonly advertisements: number;
  /** How often the other side probed. */
  readonly probes: number;
  /** From the other side's last payload to the close, or to the last packet. */
  readonly sentNothingNs: TimeNs;
}

/** A side had closed its window, kept it closed for a while and opened it again before the end: its program read on. */
export interface ReopenedWindowFact extends FactBase {
  readonly kind: 'reopened-window';
  /** The side that did not read. */
  readonly at: Side;
  /** From the first to the last advertisement of 0 that was kept and acknowledges no more than the first: the least it was. */
  readonly spanNs: TimeNs;
  /** How often it advertised 0 in that time. */
  readonly advertisements: number;
  /** From the last of them to the close. */
  readonly beforeCloseNs: TimeNs;
}

/** This connection's SYN-ACK answers the SYN of another one of the same client, which had asked another address in vain. */
export interface AskedElsewhereFact extends FactBase {
  readonly kind: 'asked-elsewhere';
  /** The address that was asked. */
  readonly address: string;
}

/** What the machine that captured, and forwards the connection, did itself. */
export interface PassageFact extends FactBase {
  readonly kind: 'passage';
  /** `made-here`: its closing reset went out without having come in. `stopped-here`: segments came in and did not go out. */
  readonly what: 'made-here' | 'stopped-here';
  /** The end whose packets these are, or pretend to be. */
  readonly from: Side;
  /** Other packets of that end that did come in and go out. */
  readonly passed: number;
  /** How many were made, or stopped. */
  readonly count: number;
}

/** A segment from another address that answers what this connection's client had sent: its acknowledgement fits. */
export interface StrangerFact extends FactBase {
  readonly kind: 'stranger';
  /** The address it came from. */
  readonly from: string;
  readonly isSynAck: boolean;
  /** The client's kernel, which knew nothing of it, answered with a reset. */
  readonly wasReset: boolean;
  /** Bytes of the client's that it acknowledges. */
  readonly bytes: number;
}
