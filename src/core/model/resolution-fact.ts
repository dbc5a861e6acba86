/** Facts of the link that an end of the connection is on: nobody answers for its address, or another machine does. */
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { AnswersShown } from './resolution.ts';
import type { TimeNs } from './time.ts';

/** Where frame numbers are of another capture than the connection's, the end that was made at. */
interface Elsewhere {
  readonly at?: Side | undefined;
  /** Frame numbers, as that capture counts. */
  readonly first: number;
  readonly last: number;
}

/** While an end was silent, its address was asked for again and again, and nobody answered. */
export interface UnresolvedFact extends FactBase, Elsewhere {
  readonly kind: 'unresolved';
  /** Whose address. */
  readonly side: Side;
  readonly address: string;
  readonly asker: string;
  /** The other end of the connection asked itself. */
  readonly byPeer: boolean;
  /** How often it asked, and from the first time to the last. */
  readonly count: number;
  readonly spanNs: TimeNs;
  /** From the connection's first packet to the first question. */
  readonly sinceStartNs: TimeNs;
  /** Absent where an answer may have gone past the capture; `asked`: the capture was made at the machine that should have given it. */
  readonly answersShown?: AnswersShown | 'asked' | undefined;
}

/** After an end was last heard, and before the connection ended, another hardware address took its IP address. */
export interface AddressTakenFact extends FactBase, Elsewhere {
  readonly kind: 'address-taken';
  readonly side: Side;
  readonly address: string;
  /** Hardware addresses. */
  readonly before: string;
  readonly after: string;
  /** From then to the close, or to the last packet. */
  readonly beforeCloseNs: TimeNs;
  /** The frame in which the first was heard again, though it had not announced that it takes the address back. */
  readonly again?: number | undefined;
  /** The frame in which the other was heard with the address before the first was, neither of them announcing it since. */
  readonly already?: number | undefined;
}
