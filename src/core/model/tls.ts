/** What shows of TLS: in one handshake message, and of a session (RFC 8446, RFC 5246). */
import type { Side } from './endpoint.ts';
import type { TimeNs } from './time.ts';

/** Versions of TLS in their order; the first place is for those that are not known. */
export const TLS_VERSIONS = [undefined, 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;

export type TlsVersion = NonNullable<(typeof TLS_VERSIONS)[number]>;

/** What shows of a TLS handshake message. What was not captured, or is encrypted, is absent. */
export interface TlsTraits {
  /** ClientHello: the highest version offered. ServerHello: the version chosen. */
  readonly version?: TlsVersion;
  /** ClientHello: extensions server_name, application_layer_protocol_negotiation and encrypted_client_hello. */
  readonly serverName?: boolean;
  readonly alpn?: boolean;
  readonly encryptedHello?: boolean;
  /** ServerHello: a CertificateRequest comes with it, in plain text (TLS 1.2 and before). */
  readonly asksCertificate?: boolean;
  /** ServerHello: nothing is behind it in its segment, though the rest of the server’s part is due. */
  readonly isAlone?: true;
  /** The client’s certificate: in plain text, or by the sizes of the records behind a change of cipher (TLS 1.3). */
  readonly certificate?: 'sent' | 'empty';
  /** Nothing but a record of an encrypted alert’s size is behind the change of cipher (TLS 1.3). */
  readonly alertSized?: true;
}

/** A TLS session as far as it shows; only where the client began with a ClientHello. */
export interface TlsSession {
  /**
   * How far it got. `client-hello`: no ServerHello came. `server-hello`: the client did not go on after it. `finished`: the
   * client did, and said nothing more. `data`: it said more.
   */
  readonly stage: 'client-hello' | 'server-hello' | 'finished' | 'data';
  /** The highest version the client offers; the one the server chose. */
  readonly offered?: TlsVersion | undefined;
  readonly chosen?: TlsVersion | undefined;
  /** Whether the ClientHello has these extensions; undefined where it was not read to its end. */
  readonly serverName?: boolean | undefined;
  readonly alpn?: boolean | undefined;
  readonly encryptedHello?: boolean | undefined;
  /** The server asked for a certificate in plain text (TLS 1.2 and before). */
  readonly asksCertificate: boolean;
  /** The client's answer to that, in plain text or by the sizes of its records. */
  readonly certificate?: 'sent' | 'empty' | undefined;
  /** Who broke it off. Without `alert` it is encrypted: a record of that size in place of the handshake's next message. */
  readonly refusal?:
    | {
        readonly by: Side;
        readonly alert?: number;
        /** An encrypted one of the server: silence before it. */
        readonly afterNs?: TimeNs;
        /** Two such records: an alert, and a goodbye behind it. */
        readonly twice?: true;
        /** The server closed right behind its hello: the alert is in what follows that, encrypted. */
        readonly inHello?: true;
        /** The server’s part of the handshake ended in a record of an alert’s size. */
        readonly behindHello?: true;
      }
    | undefined;
  /** The server closed in the midst of its part of the handshake: of a record, or its hello is all there is. */
  readonly cutIn?: 'record' | 'hello' | undefined;
  /** TLS 1.3: all that the server said behind the handshake are so many session tickets by their size. */
  readonly tickets?: number | undefined;
  /** Packets that hold a close_notify and nothing else. */
  readonly farewells: Readonly<Partial<Record<Side, number>>>;
  /** Packets with what a side said last, which ends in an alert that may be a close_notify, and when that was (not in TLS 1.3, which hides it). */
  readonly leaves: Readonly<Partial<Record<Side, { readonly number: number; readonly beforeCloseNs: TimeNs }>>>;
}
