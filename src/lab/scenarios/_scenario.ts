/**
 * What a scenario is: who does what on which hosts, what really happened, and what its recording must hold. One file a
 * scenario; its name is the cause or what makes it differ from another of that cause.
 */
import type { EndedBy, EndedHow } from '../../core/model/diagnosis.ts';
import type { HostName } from '../addresses.ts';
import type { Lab } from '../lab.ts';
import type { ProgramName } from '../required-programs.ts';
import type { Vantage } from '../tap.ts';

/** Whose captures an answer is made from: one vantage point's, or those of both ends together. */
export type View = Vantage | 'client-witnesses' | 'server-witnesses' | 'both' | 'witnesses';

/** Where the answer may differ from the truth, or the ending looks otherwise. */
export interface Sight {
  /** Causes that nobody can tell from the true one from there. */
  readonly accept?: readonly string[];
  /** Who ended it, as it has to look from there. */
  readonly by?: EndedBy;
  readonly how?: EndedHow;
  /** No packet of the connection comes there. */
  readonly unseen?: true;
}

/** What happened to a connection. */
export interface Truth {
  /** The client's port; where it is not said, the first connection to the server's port is meant. */
  readonly clientPort?: number;
  readonly serverPort: number;
  /** Id of the cause; one the catalogue does not have yet is "not yet diagnosed". */
  readonly cause: string;
  readonly by: EndedBy;
  readonly how: EndedHow;
  readonly at?: Partial<Readonly<Record<View, Sight>>>;
}

/** A packet that must be in the recordings of some vantage points, and must not be in those of others. */
export interface PacketClaim {
  readonly from: HostName;
  /** As tcpdump prints them, without P: `R`, `R.`, `F.`; or `icmp TYPE/CODE`, where `from` is whose packet it quotes. */
  readonly flags: string;
  readonly seenAt: readonly Vantage[];
  readonly notAt?: readonly Vantage[];
  /** Said of the recording of this IP version alone. */
  readonly version?: 4 | 6;
}

/** A line that must be in the kernel's account (kernel.txt). */
export interface KernelClaim {
  /** The event's name, or that of a counter of the host: TcpExtListenOverflows. */
  readonly event: string;
  /** The host whose address the event names as its source, or whose counter it is. */
  readonly at?: HostName;
  /** What the event's line must contain, such as `reason=TCP_ABORT_ON_CLOSE`. */
  readonly says?: string;
  /** There must be no such line. */
  readonly absent?: true;
}

/** A line that must be in a log of the recording. */
export interface LogClaim {
  readonly log: string;
  readonly says: RegExp;
}

/** A way to make something happen, and what it was. `Made` is what it prepares before anything is recorded. */
export interface Scenario<Made = unknown> {
  /** The file's name. */
  readonly id: string;
  /** One or two sentences: what happens, and why. */
  readonly summary: string;
  /** IP versions it is recorded with; 4 alone unless told. The recording of version 6 has `-ipv6` behind its name. */
  readonly versions?: readonly (4 | 6)[];
  /** Whether it needs a second server, behind the first. */
  readonly backend?: true;
  /** Whether IPv6 neighbour discovery is recorded, as ARP always is. */
  readonly discovery?: true;
  /** Programs it needs besides those of the lab itself. */
  readonly programs?: readonly ProgramName[];
  /** How often it is tried, where it is a race that may go the other way; once unless told. */
  readonly attempts?: number;
  /** What happens before the taps start and the kernel is listened to: `run` is given what it returns. */
  prepare?(lab: Lab): Promise<Made>;
  run(lab: Lab, made: Made): Promise<void>;
  readonly truths: readonly Truth[];
  readonly packets: readonly PacketClaim[];
  readonly kernel?: readonly KernelClaim[];
  readonly logs?: readonly LogClaim[];
}
