/** What a capture shows of the hardware addresses of a link: who held an IP address when, and who asked for one in vain. */
import type { Side } from './endpoint.ts';
import type { TimeNs } from './time.ts';

/** A stretch of time in which an IP address was heard from one hardware address alone. */
export interface AddressHolder {
  /** Six bytes in hexadecimal digits. */
  readonly hardware: string;
  /** When it was first and last heard in this stretch, and the frame number of the last time. */
  readonly sinceNs: TimeNs;
  readonly untilNs: TimeNs;
  /** Frame numbers of those. */
  readonly since: number;
  readonly until: number;
  /** When it first said so by ARP or neighbour discovery, and in which frame; absent where only its frames show it. */
  readonly claimedNs?: TimeNs | undefined;
  readonly claimed?: number | undefined;
  /** It began by telling all, unasked: so does who takes an address over. */
  readonly isAnnounced: boolean;
}

/** How a capture would show an answer. `passed`: the machine that captured asked, or passed the question on. `others`: it has other answers to the asker. */
export type AnswersShown = 'passed' | 'others';

/** Questions of one host for one address, one after the other. */
export interface AddressQuestion {
  /** Address of who asked. */
  readonly asker: string;
  readonly count: number;
  readonly firstNs: TimeNs;
  readonly lastNs: TimeNs;
  /** Frame numbers of the first and the last one. */
  readonly first: number;
  readonly last: number;
  /** When somebody was heard at that address afterwards. */
  readonly answeredNs?: TimeNs | undefined;
  /** Absent where an answer may have gone past this capture. */
  readonly answersShown?: AnswersShown | undefined;
}

/** What one capture shows of an address. */
export interface AddressView {
  /** The end whose capture it is; absent for the connection's own. */
  readonly at?: Side | undefined;
  /** In order of time. */
  readonly holders: readonly AddressHolder[];
  readonly questions: readonly AddressQuestion[];
}
