/**
 * What a TLS handshake message says beyond its type, in the twelve bits of an utterance's detail: five for the type, three
 * for a version, four that mean something else for each type.
 */
import { TLS_VERSIONS, type TlsTraits } from '../model/tls.ts';

const TYPE_BITS = 5;
const VERSION_BITS = 3;
const FLAGS_SHIFT = TYPE_BITS + VERSION_BITS;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;

/** Of a ClientHello: extensions server_name, ALPN and encrypted_client_hello; it was read to its end. */
export const HAS_SERVER_NAME = 1;
export const HAS_ALPN = 2;
export const HAS_ENCRYPTED_HELLO = 4;
export const IS_WHOLE = 8;
/** Of a ServerHello: a CertificateRequest follows it in plain text. */
export const ASKS_CERTIFICATE = 1;
/** Its segment holds nothing behind it but a change of cipher, and it asks for no second ClientHello. */
export const IS_ALONE = 2;
/** Of a Certificate: it holds none. */
export const HOLDS_NONE = 1;
/** Behind a change of cipher: a record of an alert's size alone; more than a Finished; a Certificate's size that holds none. */
export const IS_ALERT_SIZED = 1;
export const IS_LONGER = 2;
export const STARTS_EMPTY = 4;

/** The detail; `version` is a place in `TLS_VERSIONS`, 0 where it is not known. */
export function packHandshake(type: number, version: number, flags: number): number {
  return type | (version << TYPE_BITS) | (flags << FLAGS_SHIFT);
}

export function typeOf(detail: number): number {
  return detail & ((1 << TYPE_BITS) - 1);
}

/** Whether it is a ClientHello that names the server. */
export function namesServer(detail: number): boolean {
  return typeOf(detail) === CLIENT_HELLO && ((detail >> FLAGS_SHIFT) & HAS_SERVER_NAME) !== 0;
}

/** What the bits say; `undefined` where they say nothing. */
export function traitsOf(detail: number): TlsTraits | undefined {
  const type = typeOf(detail);
  const version = TLS_VERSIONS[(detail >> TYPE_BITS) & ((1 << VERSION_BITS) - 1)];
  const flags = detail >> FLAGS_SHIFT;
  if (type === CLIENT_HELLO) return helloTraits(version, flags);
  if (type === CERTIFICATE) return { certificate: (flags & HOLDS_NONE) === 0 ? 'sent' : 'empty' };
  if (version === undefined && flags === 0) return undefined;
  const versionTrait = version === undefined ? {} : { version };
  if (type === SERVER_HELLO) {
    const isAlone = (flags & IS_ALONE) !== 0 ? ({ isAlone: true } as const) : {};
    return { ...versionTrait, asksCertificate: (flags & ASKS_CERTIFICATE) !== 0, ...isAlone };
  }
  if ((flags & IS_ALERT_SIZED) !== 0) return { alertSized: true };
  if ((flags & STARTS_EMPTY) !== 0) return { certificate: 'empty' };
  return (flags & IS_LONGER) === 0 ? undefined : { certificate: 'sent' };
}

/** What was found is there; what was not found is absent only where all was read. */
function helloTraits(version: TlsTraits['version'], flags: number): TlsTraits | undefined {
  if (version === undefined && flags === 0) return undefined;
  const read = (flag: number): boolean | undefined =>
    (flags & flag) !== 0 ? true : (flags & IS_WHOLE) !== 0 ? false : undefined;
  const serverName = read(HAS_SERVER_NAME);
  const alpn = read(HAS_ALPN);
  const encryptedHello = read(HAS_ENCRYPTED_HELLO);
  return {
    ...(version === undefined ? {} : { version }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(alpn === undefined ? {} : { alpn }),
    ...(encryptedHello === undefined ? {} : { encryptedHello }),
  };
}

/** The four bits that mean something else for each type. */
export function traitFlags(detail: number): number {
  return detail >> FLAGS_SHIFT;
}
