/**
 * A TLS handshake record, or the change of cipher before one: the handshake type (RFC 8446 §4), 0 where encrypted, and what
 * of the message is in plain text.
 */
import type { Protocol } from './_protocol.ts';
import { HOLDS_NONE, IS_ALERT_SIZED, IS_LONGER, packHandshake, STARTS_EMPTY } from './_tls-handshake-bits.ts';
import { readClientHello, readServerHello } from './_tls-hello.ts';
import { HEADER, recordLength } from './_tls-record.ts';

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const MESSAGE_HEADER = 4;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;

/** A Certificate of TLS 1.2 without any: the length of the list (RFC 5246 §7.4.2). */
const EMPTY_LIST = 3;

/** What TLS 1.3 adds to what it encrypts: the content type and the tag (RFC 8446 §5.2). */
const ENCRYPTION = 17;
/** Level and description. */
const SEALED_ALERT = 2 + ENCRYPTION;
/** Message header 4, empty context 1, empty list 3 (RFC 8446 §4.4.2). */
const SEALED_EMPTY_CERTIFICATE = 8 + ENCRYPTION;
/** The longest Finished, with SHA-384 (§4.4.4). */
const SEALED_FINISHED = 4 + 48 + ENCRYPTION;

export const protocol: Protocol = {
  id: 'tls-handshake',
  kind: 'tls-handshake',
  firstBytes: [CHANGE_CIPHER_SPEC, HANDSHAKE],
  matches: (view, start, end) => {
    if (recordLength(view, start, end, CHANGE_CIPHER_SPEC) === 1) return readSealed(view, start + HEADER + 1, end);
    const length = recordLength(view, start, end, HANDSHAKE);
    if (length < MESSAGE_HEADER) return -1;
    const message = start + HEADER;
    if (end - message < MESSAGE_HEADER) return 0;
    const type = view.getUint8(message);
    // A message in plain text is not longer than three bytes can say, and its type is one of those assigned.
    const bodyLength = view.getUint32(message) & 0xffffff;
    if (type > 24 || (bodyLength > length && bodyLength >= 65_536)) return 0;
    if (type === CLIENT_HELLO) return readClientHello(view, message, end);
    if (type === SERVER_HELLO) return readServerHello(view, message, end);
    return packHandshake(type, 0, type === CERTIFICATE && bodyLength === EMPTY_LIST ? HOLDS_NONE : 0);
  },
};

/** What the sizes of the records behind a change of cipher say: TLS 1.3 hides what they are, and not how long. */
function readSealed(view: DataView, start: number, end: number): number {
  const message = start + HEADER;
  const isHello = recordLength(view, start, end, HANDSHAKE) > MESSAGE_HEADER && end - message >= MESSAGE_HEADER;
  // A second ClientHello comes behind one (RFC 8446 §D.4).
  if (isHello && view.getUint16(message) === CLIENT_HELLO << 8) return readClientHello(view, message, end);
  const length = recordLength(view, start, end, APPLICATION_DATA);
  if (length === SEALED_ALERT && start + HEADER + length === end) return packHandshake(0, 0, IS_ALERT_SIZED);
  if (length === SEALED_EMPTY_CERTIFICATE) return packHandshake(0, 0, STARTS_EMPTY);
  return packHandshake(0, 0, length > SEALED_FINISHED ? IS_LONGER : 0);
}
