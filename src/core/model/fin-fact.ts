/** The facts of a FIN. */
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { FinMisfit } from './forgery-fact.ts';
import type { TimeNs } from './time.ts';

/** The first FIN of a side. */
export interface FinFact extends FactBase {
  readonly kind: 'fin';
  readonly from: Side;
  readonly timeNs: TimeNs;
  /** Since the last payload or the completed handshake; only where it closes the connection. */
  readonly quietNs: TimeNs;
  /** Whether it is the first RST or FIN of the connection. */
  readonly closes: boolean;
  /** The peer had sent its FIN so long before, and this one does not acknowledge it: its sender had not heard of it. */
  readonly unawareNs?: TimeNs | undefined;
  /** Bytes of the peer’s stream, its FIN among them, that it acknowledges and that the capture lacks. */
  readonly unseen: number;
  /** Bytes of its own stream right before it that the capture lacks: they were sent after the latest that it has. */
  readonly unseenBefore: number;
  /** A payload of its own side before it acknowledges all of that, too: its sender spoke on after whatever it was. */
  readonly spokeAfterUnseen: boolean;
  /** The first later packet of its own side that acknowledges more of the peer than it does, and how many bytes more. */
  readonly laterHeard?: { readonly number: number; readonly bytes: number } | undefined;
  /** The last bare acknowledgement of its own side that covers one byte more of the peer, behind which its side said nothing more. */
  readonly heardBefore?: { readonly number: number; readonly beforeNs: TimeNs } | undefined;
  /**
   * Bytes that it says its side had sent, and had taken of the peer, since the handshake; and how many of these its side had not
   * acknowledged before. Where the handshake, or all since then, was not kept, they are not known.
   */
  readonly numbers?: { readonly said: number; readonly heard: number; readonly heardWith: number } | undefined;
  /** The peer acknowledged it. */
  readonly acknowledged: boolean;
  /** How long the capture went on after it. */
  readonly watchedNs: TimeNs;
  /** Different places at which FINs of this side end its stream: more than one is not one sender's doing. */
  readonly ends: number;
  /** Why it may not be of the stack that sent the other packets of its side. */
  readonly misfits: readonly FinMisfit[];
  /** The peer's first payload after it, if there was any; a TLS close_notify is none. */
  readonly peerData?:
    | {
        readonly number: number;
        /** From the FIN to that payload. */
        readonly delayNs: TimeNs;
        /** That payload acknowledged the FIN: its sender's kernel knew of the close. */
        readonly knewOfFin: boolean;
        /** From the first packet that acknowledges the FIN to that payload; from the FIN where that payload is the first. */
        readonly knownNs: TimeNs;
        readonly payloadLength: number;
      }
    | undefined;
  /** Payload the peer sent before it that it does not acknowledge: the two crossed on the way. */
  readonly crossed?: { readonly number: number; readonly aheadNs: TimeNs } | undefined;
}
