/**
 * A TCP connection as the tracker hands it over when it has ended, or when the capture has: plain data, everything the
 * diagnosis may know of it. `state` and `history` are Zeek's (scripts/base/protocols/conn/main.zeek), `completeness` and
 * `stream` are Wireshark's (tcp.completeness, tcp.stream).
 */
import type { Endpoint, Side } from './endpoint.ts';
import type { KeptPacket } from './packet.ts';
import type { TimeNs } from './time.ts';
import type { Utterance } from './utterance.ts';

/** Zeek's conn_state. */
export type ConnectionState =
  | 'S0'
  | 'S1'
  | 'SF'
  | 'REJ'
  | 'S2'
  | 'S3'
  | 'RSTO'
  | 'RSTR'
  | 'RSTOS0'
  | 'RSTRH'
  | 'SH'
  | 'SHR'
  | 'OTH';

/** How it is known which end is the client: a SYN was seen, a SYN-ACK was, or it is guessed (first packet, well-known port). */
export type OpenedBy = 'syn' | 'syn-ack' | 'guess';

/** What one end sent, and what is known of it. Sequence numbers are raw, 0 to 2³²−1. */
export interface SideSummary {
  /** Packets, repeats of the same packet by the capture (`duplicates`) left out. */
  readonly packets: number;
  /** Payload bytes on the wire, retransmissions included. */
  readonly payloadBytes: number;
  /** Payload bytes counted by sequence numbers: each byte of the stream once, gaps included. */
  readonly streamBytes: number;
  /** Packets the capture holds twice (mirror ports, `-i any`). */
  readonly duplicates: number;
  /** Segments that carried sequence space (data, SYN, FIN) that was sent before. */
  readonly retransmitted: number;
  /** Retransmissions since the peer last acknowledged something new. */
  readonly retransmittedRun: number;
  /** Zero-window advertisements. */
  readonly zeroWindows: number;
  /** Keep-alive probes (RFC 9293 §3.8.4: seq one below the next) since the peer was last heard. */
  readonly unansweredProbes: number;
  /** Keep-alive probes in all. */
  readonly keepAliveProbes: number;
  /** Bytes of the stream that the peer acknowledged but the capture never held. */
  readonly missedBytes: number;
  readonly syns: number;
  readonly fins: number;
  readonly resets: number;
  /** Initial sequence number, where SYN or SYN-ACK was seen. */
  readonly isn?: number | undefined;
  /** The sequence number after everything this end has sent (SND.NXT as the capture shows it); resets do not move it. */
  readonly nextSeq: number;
  /** The highest acknowledgement this end has sent (RCV.NXT as the capture shows it). */
  readonly lastAck?: number | undefined;
  /** Options of the SYN or SYN-ACK. */
  readonly mss?: number | undefined;
  readonly windowScale?: number | undefined;
  readonly sackPermitted: boolean;
  readonly timestamps: boolean;
  /** The SYN or SYN-ACK bears the TCP MD5 signature or authentication option (RFC 2385, RFC 5925). */
  readonly signs: boolean;
  /** TTL or hop limit of the SYN or SYN-ACK. */
  readonly handshakeTtl?: number | undefined;
  /** TTL of the latest packet that is neither SYN nor RST. */
  readonly ttl?: number | undefined;
  /** Lowest and highest TTL among packets without RST. */
  readonly ttlMin?: number | undefined;
  readonly ttlMax?: number | undefined;
  /** IPv6 flow label of the latest packet without RST; 0 on IPv4. */
  readonly flowLabel: number;
  /** IPv4 identification of the latest packet without RST. */
  readonly ipId: number;
  /** When the latest segment with payload was sent, and its frame number. */
  readonly lastDataNs?: TimeNs | undefined;
  readonly lastDataNumber?: number | undefined;
  /** Largest payload in one segment. */
  readonly largestPayload: number;
  /** What the first and the latest message of this end were, as far as the bytes captured tell. */
  readonly firstSaid: Utterance;
  readonly lastSaid: Utterance;
}

/** What a reset says of itself in its payload: either is there. */
export interface ResetWords {
  readonly number: number;
  readonly from: Side;
  /** Printable ASCII, at most 120 characters. */
  readonly text?: string;
  /** Reason code of draft-ietf-tcpm-rst-diagnostic-payload. */
  readonly reason?: number;
}

/** Data in one end's name from another distance than what that end sent before and after it. */
export interface Visit {
  readonly from: Side;
  /** Its first packet. */
  readonly number: number;
  readonly timeNs: TimeNs;
  readonly ttl: number;
  /** TTL of that end's SYN or SYN-ACK. */
  readonly before: number;
  /** The first packet of that end that came from there again. */
  readonly back: { readonly number: number; readonly ttl: number };
}

/** A time in which an end kept its window closed and acknowledged nothing more. */
export interface ClosedWindow {
  readonly at: Side;
  /** What it acknowledged all the time. */
  readonly ack: number;
  /** Its first and its last packet that said so. */
  readonly firstNs: TimeNs;
  readonly firstNumber: number;
  readonly lastNs: TimeNs;
  readonly lastNumber: number;
  readonly advertisements: number;
}

/** An ICMP or ICMPv6 error that quotes a packet of the connection (RFC 792, RFC 4443). */
export interface IcmpError {
  readonly number: number;
  readonly timeNs: TimeNs;
  /** 4: ICMP, 6: ICMPv6. */
  readonly version: 4 | 6;
  readonly type: number;
  readonly code: number;
  /** Who sent the error. */
  readonly from: string;
  /** TTL or hop limit of the packet that carries the error. */
  readonly ttl: number;
  /** Which end's packet it quotes: the error is about what that end sent. */
  readonly about: Side;
  /** Sequence number of the quoted segment, raw. */
  readonly quotedSeq: number;
  /** Next-hop MTU, where the error carries one. */
  readonly mtu?: number | undefined;
}

/** When the handshake's packets were seen. */
export interface Handshake {
  readonly synNs?: TimeNs | undefined;
  readonly synNumber?: number | undefined;
  readonly synAckNs?: TimeNs | undefined;
  readonly synAckNumber?: number | undefined;
  /** The ACK that completed it. */
  readonly ackNs?: TimeNs | undefined;
}

/** Who spoke last in turn: the run of segments with payload from one end that no payload of the other has answered. */
export interface Turn {
  readonly by: Side;
  /** When its first segment was sent, and its frame number. */
  readonly sinceNs: TimeNs;
  readonly number: number;
  /** Silence before it: from the last payload of the other end (or the completed handshake) to its first segment. */
  readonly idleBeforeNs: TimeNs;
}

/** A connection, ended or cut off by the end of the capture. */
export interface Connection {
  /** Wireshark's tcp.stream. */
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly openedBy: OpenedBy;
  readonly startNs: TimeNs;
  /** Time of the last packet of the connection. */
  readonly lastNs: TimeNs;
  /** Time of the last packet of the whole capture read so far: how long silence has been watched. */
  readonly watchedUntilNs: TimeNs;
  readonly state: ConnectionState;
  readonly history: string;
  readonly completeness: number;
  readonly clientSide: SideSummary;
  readonly serverSide: SideSummary;
  readonly handshake: Handshake;
  /** The turn at the moment of the first FIN or RST, or at the end where there was none. */
  readonly turn?: Turn | undefined;
  /** How often the direction of payload changed up to that moment: 1 after a request, 2 after its answer. */
  readonly turns: number;
  /** Turns in plain text after which TLS began (STARTTLS, a proxy's tunnel); `turns` counts from there on, and so does what was said first. */
  readonly turnsBeforeTls?: number | undefined;
  /**
   * The longest time without a packet that it lived through, from a second on; 0 where there was none. What a reset ended does
   * not count, what the capture's end ended does.
   */
  readonly longestPauseNs: TimeNs;
  /** Time of the last payload or completed handshake before the first FIN or RST (or before the end). */
  readonly activeNs: TimeNs;
  /** The latest packets, the closing ones in full; in capture order. */
  readonly packets: readonly KeptPacket[];
  /** How many packets between `packets[i]` and `packets[i+1]` were not kept is unknown; this says whether any were. */
  readonly keptAll: boolean;
  readonly icmp: readonly IcmpError[];
  /** What the first reset that says something says. */
  readonly resetWords?: ResetWords | undefined;
  /** The first visit of somebody else in an end's name, also where its packets were not kept. */
  readonly visit?: Visit | undefined;
  /** The latest long time of a closed window, also where its packets were not kept. */
  readonly closedWindow?: ClosedWindow | undefined;
  /** The connection was given up because more were open than the limit allows. */
  readonly evicted: boolean;
  /** The watch ended with a SYN of another connection between the same endpoints, not with the capture. */
  readonly replaced: boolean;
  /** Payload of the packets was not captured in full (snaplen). */
  readonly truncatedPayload: boolean;
  /** The machine that captured forwards it: packets were seen on their way in and on their way out. */
  readonly isForwarded: boolean;
  /** What the client called the server in its ClientHello (SNI), where that was captured. */
  readonly serverName?: string | undefined;
  /** Requests of HTTP/2 that the server took, where it said so in a GOAWAY without an error, and the client said none. */
  readonly requestsTaken?: number | undefined;
  /** TLS 1.3: the sequence number behind the client's Finished, where it came without a certificate. */
  readonly finishedEnd?: number | undefined;
  /** HTTP/1: the sequence number behind the only request that the server answered in its turn, where that is known. */
  readonly answeredEnd?: number | undefined;
  /** Responses of HTTP/2 in plain text that had begun and not ended when somebody closed; absent also where that is not known. */
  readonly openStreams?: number | undefined;
  /** What that ClientHello is like but for the name: the same number where one program calls two servers in the same way. */
  readonly helloLikeness?: number | undefined;
}
