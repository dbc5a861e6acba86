/**
 * What a probe sees, stage by stage, as plain data that survives JSON. Seconds are numbers with fractions; `at` counts from
 * the start of the probe. Texts hold what the other end chose, unescaped: they are escaped where they are printed.
 */
import type { Closer, Diagnosis, Ending, Severity, Verdict } from '../core/model/diagnosis.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import type { InternetTrial } from './internet/trial.ts';
import type { ProxySetting, ProxyTrial } from './proxy-trial.ts';
import type { QuicTrial } from './quic/trial.ts';
import type { Target } from './target.ts';

/** A call of the system that failed. */
export interface SystemError {
  /** Name of the error: `ECONNREFUSED`, `ENOTFOUND`, `ERR_TLS_CERT_ALTNAME_INVALID`. */
  readonly code: string;
  /** `connect`, `read`, `write`, `getaddrinfo`, where the system says it. */
  readonly syscall?: string;
  /** The number the system gave it (positive), where it gave one. */
  readonly errno?: number;
  readonly message: string;
}

/** IP version. */
export type Family = 4 | 6;

/** What the resolver said of one family. */
export interface FamilyLookup {
  readonly family: Family;
  /** In the resolver's order. */
  readonly addresses: readonly string[];
  /** Why there is none. `ENOTFOUND` also stands for a name that has no address of this family. */
  readonly error?: SystemError;
  readonly seconds: number;
}

/** From a name to addresses. */
export interface Resolution {
  readonly name: string;
  /** The host was an address: nothing was asked. */
  readonly literal: boolean;
  /** Every address, in the order they are tried: families in turn, as RFC 8305 §4 has it. */
  readonly addresses: readonly { readonly address: string; readonly family: Family }[];
  readonly families: readonly FamilyLookup[];
  readonly seconds: number;
}

/** What another resolver than the system's says of the name. */
export interface SecondOpinion {
  /** As it was given: an address, perhaps with a port, `tls://…` or `https://…`. */
  readonly server: string;
  readonly addresses: readonly string[];
  /** `unknown`: no such name, or none with an address. `failed`: another answer that is none, or it could not be asked. */
  readonly outcome: 'known' | 'unknown' | 'silent' | 'failed';
  /** Of a failure. */
  readonly code?: string;
  /** Of a resolver that is asked within TLS: why it gave no answer, in words. */
  readonly why?: string;
  readonly seconds: number;
}

/** The way this machine would send to an address. */
export interface Route {
  readonly to: string;
  /** The address it would send from. */
  readonly from?: string;
  readonly device?: string;
  /** Next hop; absent where the address is on the link or on this machine. */
  readonly gateway?: string;
  /** The address is this machine's own. */
  readonly local: boolean;
  /** There is no route, in the system's words. */
  readonly error?: string;
}

/**
 * What became of a connect. `refused`: ECONNREFUSED. `reset`: ECONNRESET and the like before it was open. `unreachable`:
 * EHOSTUNREACH, ENETUNREACH and the like. `denied`: EACCES or EPERM, which a rule of this machine's own firewall gives.
 * `timeout`: the time of the probe or of the system ran out. `unusable`: no local address or port to connect from.
 * `aborted`: another address was connected first and this attempt was given up, or the user interrupted.
 */
export type ConnectOutcome =
  | 'connected'
  | 'refused'
  | 'reset'
  | 'unreachable'
  | 'denied'
  | 'timeout'
  | 'unusable'
  | 'failed'
  | 'aborted';

/** One attempt to connect to one address. */
export interface ConnectAttempt {
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly outcome: ConnectOutcome;
  readonly error?: SystemError;
  /** When it began. */
  readonly at: number;
  readonly seconds: number;
  /** This end, where the system told. */
  readonly local?: Endpoint;
  /** The connection that the later stages used: the first that was open. */
  readonly used: boolean;
}

/** A server's certificate, as far as it says who it is of. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** Names it is for (subjectAltName), at most 20. */
  readonly names: readonly string[];
  /** RFC 3339. */
  readonly validFrom: string;
  readonly validTo: string;
}

/**
 * What is wrong with a certificate. `issuer-expired`: one in its chain. `unknown-root`: the chain ends in a root that is not
 * trusted here. `incomplete-chain`: the server sent its own certificate alone, or with none that belongs to it; its issuer may be
 * an intermediate that is missing, or a root that is not known. `unknown-issuer`: of the last that was sent.
 */
export type CertificateFaultKind =
  | 'expired'
  | 'not-yet-valid'
  | 'issuer-expired'
  | 'other-names'
  | 'self-signed'
  | 'unknown-root'
  | 'incomplete-chain'
  | 'unknown-issuer'
  | 'other';

/** One thing that is wrong with a certificate. */
export interface CertificateFault {
  readonly kind: CertificateFaultKind;
  /** In words that begin with "it" or tell what of it: `it has expired, on 2021-02-03 04:05 UTC`. */
  readonly text: string;
}

/** Why a certificate is not trusted. */
export interface Untrusted {
  /** OpenSSL's or Node's name of the one reason that it gives: `CERT_HAS_EXPIRED`. */
  readonly code: string;
  /** All that is wrong, in words. */
  readonly text: string;
  /** At least one. */
  readonly faults: readonly CertificateFault[];
}

/** A TLS alert. */
export interface Alert {
  /** Who sent it: a handshake that this end refuses ends with an alert of its own. */
  readonly from: 'client' | 'server';
  /** Name as in RFC 8446 §6. */
  readonly name: string;
  readonly code: number;
}

/** A TLS handshake. */
export interface TlsHandshake {
  readonly done: boolean;
  /** SNI; absent where the host is an address. */
  readonly serverName?: string;
  /** `TLSv1.3` and the like. */
  readonly version?: string;
  readonly cipher?: string;
  readonly alpn?: string;
  readonly certificate?: Certificate;
  /** The chain leads to a root this machine trusts, and the certificate is for the name. */
  readonly trusted?: boolean;
  readonly untrusted?: Untrusted;
  readonly alert?: Alert;
  /** What came instead of TLS: its first bytes as text, at most 80 characters. */
  readonly plain?: string;
  readonly error?: SystemError;
  readonly at: number;
  readonly seconds: number;
}

/** What the server's words amount to. `odd`: not of the protocol that was spoken. */
export type AnswerKind = 'answer' | 'greeting' | 'error' | 'odd';

/** One thing that was said and what came back. */
export interface Exchange {
  /** What was sent, in words: `GET /`; absent where the server speaks first. */
  readonly asked?: string;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** From sending (or from the start, where the server speaks first) to the first byte. */
  readonly firstByteSeconds?: number;
  /** What the server said, a line of at most 200 characters; absent where it said nothing. */
  readonly answer?: string;
  readonly kind?: AnswerKind;
  /** Number of the answer: HTTP status, SMTP reply, error of MySQL. */
  readonly code?: string;
  /** Of an HTTP answer: the field Alt-Svc, where else the service is offered; at most 1000 characters. */
  readonly altSvc?: string;
  /** The message was seen to its end. */
  readonly complete: boolean;
  readonly at: number;
  readonly seconds: number;
}

/** How the connection ended, seen from this end. */
export interface Close {
  /**
   * `fin`: the server closed. `reset`: ECONNRESET or EPIPE. `closed-here`: it was open and fine, and this end closed it.
   * `timeout`: it was open, and what was waited for did not come. `failed`: another error of the socket.
   */
  readonly how: 'fin' | 'reset' | 'closed-here' | 'timeout' | 'failed';
  readonly error?: SystemError;
  readonly at: number;
  /** Since this end or the server had last said something. */
  readonly quietSeconds: number;
  /** An answer that was awaited had not come to its end. */
  readonly awaiting: boolean;
  /** Bytes the server had sent, all told; of TLS, those within. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** The same target once more, with TLS instead of plain text or the reverse, to see which the port speaks. */
export interface OtherWay {
  readonly spoke: 'tls' | 'plain';
  /** `understood`: the server answered in kind. */
  readonly outcome: 'understood' | 'not-understood' | 'failed';
  readonly text: string;
  readonly seconds: number;
}

/**
 * What the port did with one more connection. `fin`, `reset`: ended it. `open`: left it as it was for as long as was waited.
 * `spoke`: said something. `failed`: none could be opened, or it failed in another way.
 */
export interface Retrial {
  readonly outcome: 'fin' | 'reset' | 'open' | 'spoke' | 'failed';
  readonly text: string;
  readonly seconds: number;
}

/** What a control proved. */
export type ControlSays = 'our side works' | 'our side is broken' | 'nothing';

/** Something else that was tried or looked at, to tell near from far. */
export interface Control {
  /** What: `connect to 192.0.2.1:443, another address of the name`. */
  readonly what: string;
  /** What became of it, in words. */
  readonly outcome: string;
  readonly seconds: number;
  readonly says: ControlSays;
  /** Another port of the host, which let in. */
  readonly openPort?: number;
}

/** Something that was found on this machine, for or against a cause: what listens, a rule of its firewall. */
export interface LocalSign {
  /** Id of a cause. */
  readonly cause: string;
  readonly weight: 'proves' | 'supports' | 'hints' | 'speaks-against' | 'excludes';
  readonly text: string;
  /** Where it was read: `process` (/proc, ss, netstat, lsof), `kernel` (rules, counters), or `probe`: tried. */
  readonly source: 'process' | 'kernel' | 'probe';
  /** Who closed, where this shows it. */
  readonly closer?: Closer;
}

/** Everything a probe of one target saw. */
export interface Observation {
  readonly target: Target;
  /** RFC 3339, UTC. */
  readonly start: string;
  /** `process.platform`. */
  readonly platform: string;
  readonly resolution?: Resolution;
  /** Absent where nobody asked for one, or the host is an address. */
  readonly secondOpinion?: SecondOpinion;
  readonly routes: readonly Route[];
  readonly attempts: readonly ConnectAttempt[];
  readonly tls?: TlsHandshake;
  readonly exchanges: readonly Exchange[];
  readonly close?: Close;
  readonly otherWay?: OtherWay;
  /** One on which nothing was said; absent where the first connection was not cut short. */
  readonly wordless?: Retrial;
  /** The request once more, a byte at a time; absent where the first connection was not reset, or the other was ended as well. */
  readonly bytewise?: Retrial;
  /** Absent where it was not asked for. */
  readonly quic?: readonly QuicTrial[];
  readonly proxies: readonly ProxySetting[];
  /** Absent where the environment names none for the target. */
  readonly proxy?: ProxyTrial;
  /** Absent where it was not asked for. */
  readonly internet?: InternetTrial;
  readonly controls: readonly Control[];
  readonly local: readonly LocalSign[];
  /** The user or the caller ended the probe before it was through. */
  readonly interrupted: boolean;
  /** From the start to the end of all stages. */
  readonly seconds: number;
}

/** Name of a stage. */
export type StageName =
  | 'resolve'
  | 'route'
  | 'connect'
  | 'tls'
  | 'talk'
  | 'close'
  | 'quic'
  | 'proxy'
  | 'internet'
  | 'local'
  | 'control'
  | 'packets';

/** `note`: neither good nor bad. `running` only while the probe goes on. */
export type StageStatus = 'running' | 'ok' | 'failed' | 'note' | 'skipped';

/** One line of the checklist. */
export interface Stage {
  /** Tells the lines of one checklist apart: `connect 192.0.2.1`. */
  readonly id: string;
  readonly name: StageName;
  readonly status: StageStatus;
  readonly at: number;
  readonly seconds: number;
  readonly text: string;
  /** Error code, where it failed with one. */
  readonly code?: string;
}

/** The answer for one target. */
export interface ProbeResult {
  readonly observation: Observation;
  readonly stages: readonly Stage[];
  readonly client?: Endpoint;
  /** The address that was used or tried first; absent where the name was not resolved. */
  readonly server?: Endpoint;
  /** Absent where no connection was tried. */
  readonly ending?: Ending;
  readonly severity: Severity;
  /** The verdict is about the proxy that the environment names: the connection itself is fine. */
  readonly about?: 'proxy';
  readonly verdict: Verdict;
  /** Causes that something speaks against which no packet of the connection shows. */
  readonly against?: readonly { readonly cause: string; readonly text: string }[];
  /** What the packets of the connection say, where they were recorded. */
  readonly packets?: Diagnosis;
}
