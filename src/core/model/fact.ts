/**
 * What the packets show, before anybody says why: the causes see these and nothing else. Every fact names the packets it
 * was read from, so that every claim of a verdict can be looked up.
 */

import type { QualityFact, SilenceFact } from './capture-fact.ts';
import type { ResetWords } from './connection.ts';
import type { OtherEndFact, SurroundingsFact, VantageFact } from './elsewhere-fact.ts';
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { FinFact } from './fin-fact.ts';
import type { ResetNumbersFact, SecondSenderFact, TamperingFact } from './forgery-fact.ts';
import type { ChecksumFact, FlowLabelFact, ServiceTypeFact, TtlFact } from './mark-fact.ts';
import type { AddressTakenFact, UnresolvedFact } from './resolution-fact.ts';
import type { ClosedTogether, IdleTimer } from './service.ts';
import type { TimeNs } from './time.ts';
import type { TlsSession } from './tls.ts';
import type {
  AskedElsewhereFact,
  ConnectAttemptFact,
  PassageFact,
  ReopenedWindowFact,
  RepeatedAfterResetFact,
  ScanProbeFact,
  StrangerFact,
  ZeroWindowFact,
} from './transport-fact.ts';
import type { Utterance } from './utterance.ts';
import type { WitnessFact } from './witness-fact.ts';

export type { QualityFact, SilenceFact } from './capture-fact.ts';
export type { OtherEndFact, SurroundingsFact, VantageFact } from './elsewhere-fact.ts';
export type { PacketReferences } from './fact-base.ts';
export type { FinFact } from './fin-fact.ts';
export type { FinMisfit, ResetNumbersFact, SecondSenderFact, TamperingFact } from './forgery-fact.ts';
export type { ChecksumFact, FlowLabelFact, ServiceTypeFact, TtlFact } from './mark-fact.ts';
export type { AddressTakenFact, UnresolvedFact } from './resolution-fact.ts';
export type {
  AskedElsewhereFact,
  ConnectAttemptFact,
  PassageFact,
  ReopenedWindowFact,
  RepeatedAfterResetFact,
  ScanProbeFact,
  StrangerFact,
  ZeroWindowFact,
} from './transport-fact.ts';
export type {
  KernelCloseFact,
  KernelCounterFact,
  KernelDropFact,
  KernelListenerFact,
  KernelOnwardFact,
  KernelResetFact,
  LogFact,
  ProxyStatisticsFact,
  WitnessFact,
} from './witness-fact.ts';

/** How far the three-way handshake got (RFC 9293 §3.5). */
export interface HandshakeFact extends FactBase {
  readonly kind: 'handshake';
  /** `unanswered`: SYN only. `answered`: SYN-ACK, but its ACK was not seen. `unseen`: the capture starts later. */
  readonly stage: 'unanswered' | 'answered' | 'complete' | 'unseen';
  readonly syns: number;
  readonly synAcks: number;
  /** Both ends sent a SYN of their own (RFC 9293 §3.5): neither is the server. */
  readonly simultaneous: boolean;
  /** The client's SYN bears the TCP MD5 signature or authentication option. */
  readonly signed: boolean;
  /** The client's SYN bears it, and every SYN-ACK lacks it: who signs drops what is not signed (RFC 2385 §4.1). */
  readonly answeredUnsigned: boolean;
  /** The client's SYN came with a TTL that stacks start from: no router is between the client and where it was captured. */
  readonly clientIsNear: boolean;
  /** Time of the connection's first packet. */
  readonly startNs: TimeNs;
  /** SYN to SYN-ACK: the path from the capture point to the server and back. */
  readonly serverRttNs?: TimeNs | undefined;
  /** SYN-ACK to ACK: the path from the capture point to the client and back. */
  readonly clientRttNs?: TimeNs | undefined;
  /** From the first SYN to the last packet. */
  readonly tryingNs: TimeNs;
}

/**
 * Where a reset's numbers come from. `refusal`: answers a SYN (RFC 9293 §3.10.7.1). `active`: RST|ACK at the sender's next
 * sequence number, made by a live socket. `passive`: bare RST whose seq is the ACK of a segment it answers (§3.5.2).
 * `stray`: neither, though the sender's numbers are known. `unknown`: too little was captured to tell.
 */
export type ResetForm = 'refusal' | 'active' | 'passive' | 'stray' | 'unknown';

/** A reset. */
export interface ResetFact extends FactBase {
  readonly kind: 'reset';
  readonly from: Side;
  readonly timeNs: TimeNs;
  readonly form: ResetForm;
  /** The segment a passive reset or a refusal answers. */
  readonly trigger?: number | undefined;
  /** From the trigger to the reset; absent where it may answer an earlier copy. */
  readonly delayNs?: TimeNs | undefined;
  /** From the last payload that an active reset acknowledges, which was sent once, to the reset. */
  readonly acknowledgesAfterNs?: TimeNs | undefined;
  /** The soonest that its sender had acknowledged such payload before, where that was kept. */
  readonly acknowledgedInNs?: TimeNs | undefined;
  /** Since its sender was last heard, where a packet of that was kept. */
  readonly sinceHeardNs?: TimeNs | undefined;
  /** Since its sender's peer was last heard, where a packet of that was kept. */
  readonly sincePeerNs?: TimeNs | undefined;
  /** The sender, or its peer, had sent a FIN before. */
  readonly afterOwnFin: boolean;
  readonly afterPeerFin: boolean;
  readonly hasTimestamp: boolean;
  /** It has none, although both ends agreed to use them (RFC 7323 §3.2: resets should have them, too). */
  readonly lacksTimestamp: boolean;
  /** Nothing else of its sender was captured, and it echoes no timestamp: nothing shows that it has the connection. */
  readonly isAlone: boolean;
  /** It lacks the TCP MD5 signature or authentication option, which its sender's other segments bear. */
  readonly lacksSignature: boolean;
  /** The same of the SYN that a refusal answers: who signs drops it (RFC 2385 §4.1). */
  readonly lacksSignatureOfSyn: boolean;
  readonly hasAck: boolean;
  /** Sequence number 0, an acknowledgement, no window: as a SYN is refused (RFC 9293 §3.10.7.1), whether that was captured or not. */
  readonly isLikeRefusal: boolean;
  /** What its peer went on to send behind all that it acknowledges: the first packet of that, and how many bytes. */
  readonly stillComing?: { readonly number: number; readonly bytes: number } | undefined;
  /** Whether it is the first RST or FIN of the connection. */
  readonly closes: boolean;
  /** The packet of its peer that asked for it: MP_FASTCLOSE (RFC 8684 §3.5). */
  readonly askedFor?: number | undefined;
  /** Payload bytes it carries (RFC 9293 §3.5.3 allows them as an explanation). */
  readonly payloadLength: number;
  /** What that says, where it is text or a reason code. */
  readonly says?: Pick<ResetWords, 'text' | 'reason'> | undefined;
}

/** Who had spoken last when the first RST or FIN came (or the end); a TLS close_notify is no word. */
export interface TurnFact extends FactBase {
  readonly kind: 'turn';
  readonly by: Side;
  /** From the first segment of that side's message to the close. */
  readonly ageNs: TimeNs;
  /** From the connection's first packet to the close. */
  readonly sinceStartNs: TimeNs;
  /** From the last payload of either side to the close. */
  readonly quietNs: TimeNs;
  /**
   * The last payload repeats what had been said before: from the first time to the close; longer than that where the packet was
   * not kept (`sinceKnown`).
   */
  readonly repeating?: { readonly sinceNs: TimeNs; readonly sinceKnown: boolean } | undefined;
  /** Silence before that message began. */
  readonly idleBeforeNs: TimeNs;
  /** Changes of direction of the payload, this message included. */
  readonly turns: number;
  /** Those in plain text before TLS began, where it began later; `turns` counts from there on. */
  readonly turnsBeforeTls?: number | undefined;
  /** Bytes of that side's message so far, where the capture's packets of it were all kept. */
  readonly bytes?: number | undefined;
  /** Bytes of payload the other side had sent before, on the whole connection. */
  readonly otherBytes: number;
  readonly clientBytes: number;
  readonly serverBytes: number;
  /** The timer of the end that closed, which the silence before the close agrees with. */
  readonly timer?: IdleTimer | undefined;
  /** Others that the same end closed at the same moment, after other silences. */
  readonly together?: ClosedTogether | undefined;
}

/** A side sent payload after its own reset: a stack does not (the RST_SEQ_DATA rule of Weaver, Sommer and Paxson). */
export interface AliveFact extends FactBase {
  readonly kind: 'alive-after-reset';
  readonly from: Side;
  readonly afterNs: TimeNs;
  /** It cannot be an older packet that the reset overtook. */
  readonly notReordered: boolean;
  /** It acknowledges what the reset answered or acknowledged: that side did get it. */
  readonly gotTrigger: boolean;
  /** It kept its own TTL, which is not the reset's. */
  readonly otherTtl: boolean;
}

/** What an ICMP error means (RFC 792, RFC 1812 §5.2.7, RFC 4443). */
export type IcmpMeaning =
  | 'port-unreachable'
  | 'protocol-unreachable'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'admin-prohibited'
  | 'packet-too-big'
  | 'time-exceeded'
  | 'other';

/** ICMP errors of one meaning about the connection. */
export interface IcmpFact extends FactBase {
  readonly kind: 'icmp';
  readonly meaning: IcmpMeaning;
  readonly type: number;
  readonly code: number;
  readonly version: 4 | 6;
  readonly from: string;
  /** The error comes from the address the packet was sent to. */
  readonly fromTarget: boolean;
  /** It comes from the address that sent the packet: that host's own kernel could not deliver it, or did not let it out. */
  readonly fromSender: boolean;
  readonly about: Side;
  readonly timeNs: TimeNs;
  readonly mtu?: number | undefined;
}

/** A side repeated a segment and nothing new was acknowledged any more. */
export interface StallFact extends FactBase {
  readonly kind: 'stall';
  readonly side: Side;
  readonly retransmissions: number;
  /** How often the stuck segment itself was sent; at least so often where not all was kept (`copiesKnown`). */
  readonly copies: number;
  readonly copiesKnown: boolean;
  /** When it was first sent; later than that where its first copy was not kept (`sinceKnown`). */
  readonly sinceNs: TimeNs;
  readonly sinceKnown: boolean;
  /** From then to the last copy. */
  readonly spanNs: TimeNs;
  /** From the packet before the first copy to that copy, where both were kept. */
  readonly quietBeforeNs?: TimeNs | undefined;
  /** Payload of the repeated segment. */
  readonly payloadLength: number;
  /** Bytes of payload of that side that were acknowledged before. */
  readonly acknowledgedBytes: number;
  /** The peer was heard from after the first copy, before anybody gave up, and not with a reset: the way back works. */
  readonly peerHeard: boolean;
  /** All that was acknowledged is shorter than the repeated segment: only smaller ones had got through. */
  readonly smallerBefore: boolean;
  /** Payload of a shorter segment sent behind it, and whether that one did arrive, where that is known. */
  readonly smallerBehind?: number | undefined;
  readonly smallerArrived: boolean | undefined;
  /** The peer said that it has something behind the stuck segment, without saying of which size (SACK). */
  readonly someBehindArrived: boolean;
}

/** Bytes that never arrived, although later ones of the same side did: the peer waits for them. */
export interface GapFact extends FactBase {
  readonly kind: 'gap';
  /** Who sent, or should have. */
  readonly side: Side;
  /** Bytes between the peer's acknowledgement and the first segment behind the gap. */
  readonly bytes: number;
  /** Largest payload of that side that arrived at all. */
  readonly largestArrived: number;
  /** Largest payload of that side behind the gap, of the packets kept. */
  readonly largestBehind: number;
  /** From the first segment behind the gap to the close, or to the end of the capture. */
  readonly waitedNs: TimeNs;
  /** No payload shows it, but an acknowledgement that is numbered behind it. */
  readonly unarrived?: true;
}

/** Keep-alive probes (RFC 9293 §3.8.4). */
export interface ProbesFact extends FactBase {
  readonly kind: 'probes';
  readonly from: Side;
  readonly unanswered: number;
  readonly total: number;
  /** Between the last two probes. */
  readonly intervalNs?: TimeNs | undefined;
  /** From the last probe to the side's reset, where it sent one. */
  readonly resetAfterNs?: TimeNs | undefined;
}

/** What was said first and last, as far as the first bytes tell. */
export interface WordsFact extends FactBase {
  readonly kind: 'words';
  readonly clientFirst: Utterance;
  readonly serverFirst: Utterance;
  readonly clientLast: Utterance;
  readonly serverLast: Utterance;
  readonly serverPort: number;
  /** The client's last message is an HTTP request whose head never came to its end. */
  readonly unfinishedRequest: boolean;
  /** Of some payload only the beginning was captured: what is not recognised may be that. */
  readonly truncated: boolean;
  /** Requests of HTTP/2 that the server took, where it said so in a GOAWAY without an error. */
  readonly requestsTaken?: number | undefined;
}

/** A TLS session as far as it shows; only where the client began with a ClientHello. */
export interface TlsFact extends FactBase, TlsSession {
  readonly kind: 'tls';
}

/** An HTTP response of which bytes were still due when it ended. */
export interface MissingBytesFact extends FactBase {
  readonly kind: 'missing-bytes';
  /** Not known of a response in chunks, of which the last one was still due, nor of one in frames. */
  readonly bytes: number | undefined;
  /** Undefined in HTTP/2, which compresses it. */
  readonly status: number | undefined;
  /** HTTP/2: how many responses had not come to their end. */
  readonly streams?: number;
}

/** Payload that had reached a closing side and that it never answered. */
export interface UnansweredDataFact extends FactBase {
  readonly kind: 'unanswered-data';
  /** The side that closed. */
  readonly at: Side;
  readonly bytes: number;
  /** There was no more of it; else these are the bytes of the packets kept. */
  readonly isAll: boolean;
  /** It is a TLS close_notify and nothing else. */
  readonly onlyFarewell: boolean;
  /** From its arrival (as the capture saw it) to the close. */
  readonly beforeCloseNs: TimeNs;
  /** The closing segment's ACK covers it: the closing kernel had it. */
  readonly acknowledged: boolean;
  /** The closing side had sent payload of its own since the peer's message began, or the peer sent on after it. */
  readonly afterAnswer: boolean;
}

/** Anything the packets show. */
export type Fact =
  | HandshakeFact
  | ConnectAttemptFact
  | ScanProbeFact
  | ResetFact
  | FinFact
  | TurnFact
  | TtlFact
  | FlowLabelFact
  | ChecksumFact
  | ServiceTypeFact
  | AliveFact
  | RepeatedAfterResetFact
  | ResetNumbersFact
  | TamperingFact
  | SecondSenderFact
  | IcmpFact
  | StallFact
  | GapFact
  | ProbesFact
  | ZeroWindowFact
  | ReopenedWindowFact
  | WordsFact
  | TlsFact
  | MissingBytesFact
  | UnansweredDataFact
  | QualityFact
  | SilenceFact
  | SurroundingsFact
  | StrangerFact
  | AskedElsewhereFact
  | PassageFact
  | UnresolvedFact
  | AddressTakenFact
  | OtherEndFact
  | VantageFact
  | WitnessFact;

/** The fact of a kind. */
export type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** All facts of a connection by kind, each list in order of time; kinds of which there is none are absent. */
export type Facts = { readonly [Kind in Fact['kind']]?: readonly FactOf<Kind>[] | undefined };
