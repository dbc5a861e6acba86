/** What asking for QUIC came to, as plain data. */
import type { Family, SystemError } from '../model.ts';

/**
 * What became of asking for QUIC. `answers`: with the versions it speaks. `refused`: the UDP port is not reachable (ICMP).
 * `odd`: something came, and no answer to this. `unreachable`: another ICMP error, or no route. `failed`: it could not be tried.
 */
export type QuicOutcome = 'answers' | 'refused' | 'unreachable' | 'silent' | 'odd' | 'failed' | 'aborted';

/** One address that was asked whether it speaks QUIC, over UDP. */
export interface QuicTrial {
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  /** The web server has said that it offers HTTP/3 at this port (Alt-Svc). */
  readonly offered: boolean;
  readonly outcome: QuicOutcome;
  /** As people name them: `1`, `2`, `draft-29`. */
  readonly versions: readonly string[];
  readonly error?: SystemError;
  readonly seconds: number;
}
